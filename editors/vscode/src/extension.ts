import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";

import { checkTask, LockgateTasks } from "./tasks";
import { findServer } from "./server";

let client: LanguageClient | undefined;

/** Starts the server and registers the commands. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("Lockgate", { log: true });
  const command = (name: string, run: () => unknown) => vscode.commands.registerCommand(`lockgate.${name}`, run);
  const restart = async () => {
    await client?.dispose();
    client = await start(context, output);
  };
  context.subscriptions.push(
    output,
    command("restart", restart),
    command("showOutput", () => output.show()),
    command("check", () => vscode.tasks.executeTask(checkTask(findServer(context)))),
    command("explain", () => explain(context)),
    command("fixAll", fixAll),
    vscode.tasks.registerTaskProvider("lockgate", new LockgateTasks(() => findServer(context))),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("lockgate.path") || change.affectsConfiguration("lockgate.arguments")) {
        await restart();
      }
    }),
  );
  await restart();
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
  await client?.dispose();
  client = undefined;
}

async function start(
  context: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
): Promise<LanguageClient | undefined> {
  const server = findServer(context);
  const more = vscode.workspace.getConfiguration("lockgate").get<string[]>("arguments", []);
  const options: LanguageClientOptions = {
    documentSelector: [
      ...["sql", "mysql", "plsql", "pgsql", "postgres"].flatMap((language) => [
        { scheme: "file", language },
        { scheme: "untitled", language },
      ]),
      { scheme: "file", language: "rhai" },
      { scheme: "file", pattern: "**/lockgate.toml" },
    ],
    outputChannel: output,
  };
  const started = new LanguageClient("lockgate", "Lockgate", { command: server, args: ["lsp", ...more] }, options);
  try {
    await started.start();
    return started;
  } catch (error) {
    output.error(`${server} does not start: ${error}`);
    const open = "Open settings";
    const chosen = await vscode.window.showErrorMessage(
      `Lockgate: "${server}" does not start. Install it (cargo install, pip or npm), or set lockgate.path.`,
      open,
    );
    if (chosen === open) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "lockgate.path");
    }
    return undefined;
  }
}

/** Shows in a terminal what each statement of the file does. */
function explain(context: vscode.ExtensionContext): void {
  const uri = vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme !== "file") {
    return;
  }
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const path = vscode.workspace.asRelativePath(uri, false);
  const shell = new vscode.ShellExecution(findServer(context), ["explain", path], { cwd: folder?.uri.fsPath });
  const scope = folder ?? vscode.TaskScope.Workspace;
  void vscode.tasks.executeTask(new vscode.Task({ type: "lockgate" }, scope, "explain", "lockgate", shell));
}

async function fixAll(): Promise<void> {
  await vscode.commands.executeCommand("editor.action.codeAction", { kind: "source.fixAll.lockgate", apply: "first" });
}
