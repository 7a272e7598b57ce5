import * as vscode from "vscode";

/** The task `lockgate`: `lockgate check` with its findings in the Problems panel. */
export class LockgateTasks implements vscode.TaskProvider {
  constructor(private readonly server: () => string) {}

  provideTasks(): vscode.Task[] {
    return [checkTask(this.server())];
  }

  resolveTask(task: vscode.Task): vscode.Task {
    const { paths = [] } = task.definition as Definition;
    return checkTask(this.server(), paths, task.definition);
  }
}

interface Definition extends vscode.TaskDefinition {
  paths?: string[];
}

/** A run of `lockgate check` over these paths, or over the whole project. */
export function checkTask(
  server: string,
  paths: string[] = [],
  definition: vscode.TaskDefinition = { type: "lockgate" },
): vscode.Task {
  const run = new vscode.ShellExecution(server, ["check", "--format", "concise", ...paths]);
  const task = new vscode.Task(definition, vscode.TaskScope.Workspace, "check", "lockgate", run, "$lockgate");
  task.group = vscode.TaskGroup.Test;
  return task;
}
