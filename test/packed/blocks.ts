import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A block of commands in a document. */
export interface Block {
  readonly document: string;
  readonly line: number;
  readonly kind: string;
  readonly text: string;
}

/**
 * What the blocks of documents need, by their language: nothing but the repository; a cluster or GitHub; a server that
 * runs; that something may change; releases in a remote.
 */
export const KINDS = ['bash', 'bash cluster', 'bash server', 'bash changes', 'bash released'];

/** Every fenced block of a document whose language is a shell. */
export function blocks(folder: string, document: string): Block[] {
  const found: Block[] = [];
  const lines = readFileSync(join(folder, document), 'utf8').split('\n');
  for (let start = 0; start < lines.length; start++) {
    const kind = /^\s*```((?:bash|sh|shell|console)\b.*)$/.exec(lines[start])?.[1].trim();
    if (kind === undefined) continue;
    const end = lines.findIndex((text, index) => index > start && /^\s*```\s*$/.test(text));
    found.push({ document, line: start + 1, kind, text: lines.slice(start + 1, end).join('\n') });
    start = end;
  }
  return found;
}
