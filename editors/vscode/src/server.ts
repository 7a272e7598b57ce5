import { accessSync, constants } from "node:fs";
import * as path from "node:path";

import * as vscode from "vscode";

/** The binary: the setting's, else the one in the extension's package, else the one on the PATH. */
export function findServer(context: vscode.ExtensionContext): string {
  const configured = vscode.workspace.getConfiguration("lockgate").get<string>("path", "").trim();
  if (configured !== "") {
    return configured;
  }
  const name = process.platform === "win32" ? "lockgate.exe" : "lockgate";
  const bundled = path.join(context.extensionPath, "bin", name);
  return isExecutable(bundled) ? bundled : name;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
