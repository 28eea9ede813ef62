import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { isRecord } from '../../src/common/records';

/** A block of code in a recipe, with the paragraph before it. */
export interface RecipeBlock {
  readonly language: string;
  readonly text: string;
  readonly intro: string;
}

/** A section of docs/RECIPES.md. */
export interface Recipe {
  readonly title: string;
  readonly blocks: readonly RecipeBlock[];
}

/** The recipes of a page, in its order. */
export function recipesOf(page: string): Recipe[] {
  const sections = page.split(/^## /m).slice(1);
  return sections.map((section) => {
    // Text and code in turn.
    const parts = section.split(/^```/m);
    const blocks = parts.flatMap((part, index) => {
      if (index % 2 === 0) return [];
      const end = part.indexOf('\n');
      const intro = parts[index - 1].trim().split(/\n\n/).at(-1) ?? '';
      return [{ language: part.slice(0, end), text: part.slice(end + 1), intro: intro.replace(/\s+/g, ' ') }];
    });
    return { title: section.slice(0, section.indexOf('\n')), blocks };
  });
}

/** The options of a block of TypeScript, which holds members of an object. */
export function optionsOf({ text }: RecipeBlock): Record<string, unknown> {
  const value = runInNewContext(`({${text}})`) as unknown;
  // Of this realm, like the options of a `.projenrc.ts`.
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
}

/** Merges options as a person would: what is there stays, and lists grow. */
export function mergeOptions(before: unknown, added: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(added)) {
    return [...(before as unknown[]), ...added.filter((entry) => !before.includes(entry))];
  }
  if (!isRecord(before) || !isRecord(added)) return added;
  const merged = Object.entries(added).map(([key, value]) => [
    key,
    key in before ? mergeOptions(before[key], value) : value,
  ]);
  return { ...before, ...Object.fromEntries(merged) };
}

/** Writes or edits the file that a block is for, as the sentence before it asks. */
export function applyFile(folder: string, { text, intro }: RecipeBlock): void {
  const whole = /\b(?:Create|Replace) `([^`]+)`:$/.exec(intro);
  const part = /\bAdd\b.* to `([^`]+)`, (above|below) `([^`]+)`:$/.exec(intro);
  if (whole !== null) {
    mkdirSync(dirname(join(folder, whole[1])), { recursive: true });
    writeFileSync(join(folder, whole[1]), text);
  } else if (part !== null) {
    const [, path, side, line] = part;
    const lines = readFileSync(join(folder, path), 'utf8').split('\n');
    const index = lines.findIndex((candidate) => candidate.startsWith(line));
    if (index < 0) throw new Error(`${path} has no line that starts with ${line}`);
    // Python has two empty lines between functions.
    const added = side === 'above' ? [...text.split('\n'), ''] : text.trimEnd().split('\n');
    lines.splice(side === 'above' ? index : index + 1, 0, ...added);
    writeFileSync(join(folder, path), lines.join('\n'));
  } else {
    throw new Error(`no file in the sentence before a block: ${intro}`);
  }
}
