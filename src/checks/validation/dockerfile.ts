import { posix } from 'node:path';
import type { Instruction, JSONInstruction } from 'dockerfile-ast';
import type { SourceTree } from './source-tree';
import { parseJson } from '../../common/json';
import { isRecord } from '../../common/records';

/** A Dockerfile of a tree. */
export interface Dockerfile extends BuiltImage {
  readonly path: string;
  readonly folder: string;
}

/** The image that runs: the last stage of a Dockerfile. */
export interface BuiltImage {
  /** The working directory of the start command. */
  readonly workdir: string;
  /** Names and values of variables, each name once. */
  readonly environment: readonly (readonly [string, string])[];
  readonly user?: { readonly name: string; readonly line: number };
  readonly ports: readonly { readonly port: number; readonly line: number }[];
  readonly copies: readonly Copy[];
  readonly runs: readonly string[];
  /** Words of ENTRYPOINT and CMD; the shell form is split at spaces. */
  readonly start?: { readonly words: readonly string[]; readonly line: number };
}

export interface Copy {
  readonly sources: readonly string[];
  /** As written: a trailing `/` makes it a folder. */
  readonly destination: string;
  /** Absolute path in the image. */
  readonly target: string;
  /** Whether it comes from another image or stage, whose files are unknown here. */
  readonly isForeign: boolean;
  readonly line: number;
}

/** Reads every Dockerfile of a tree. */
export function readDockerfiles(tree: SourceTree): Dockerfile[] {
  return tree.paths
    .filter((path) => /^(?:Dockerfile|Containerfile)$/.test(posix.basename(path)))
    .map((path) => ({
      path,
      folder: posix.dirname(path),
      ...tree.result('dockerfile', path, isImage, parseDockerfile),
    }));
}

/** Reads the last stage of a Dockerfile, including the stages it is based on. */
export function parseDockerfile(text: string): BuiltImage {
  // Loaded on demand: the parser is large.
  const { DockerfileParser } = require('dockerfile-ast') as typeof import('dockerfile-ast');
  const stages = new Map<string, Instruction[]>();
  let current: Instruction[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction.getKeyword() !== 'FROM') {
      current.push(instruction);
      continue;
    }
    const words = wordsOf(instruction).filter((word) => !word.startsWith('--'));
    current = [...(stages.get(words[0]) ?? [])];
    stages.set(words[2] ?? String(stages.size), current);
  }
  return readStage(current);
}

function isImage(value: unknown): value is BuiltImage {
  return (
    isRecord(value) &&
    typeof value.workdir === 'string' &&
    [value.environment, value.ports, value.copies, value.runs].every(Array.isArray)
  );
}

function readStage(instructions: readonly Instruction[]): BuiltImage {
  const environment = new Map<string, string>();
  const known = new Map<string, string>();
  const copies: Copy[] = [];
  const runs: string[] = [];
  let workdir = '/';
  let user: Dockerfile['user'];
  let ports: { port: number; line: number }[] = [];
  let entrypoint: Dockerfile['start'];
  let command: Dockerfile['start'];
  for (const instruction of instructions) {
    const line = (instruction.getRange()?.start.line ?? 0) + 1;
    const words = (): string[] => wordsOf(instruction).map((word) => expand(word, known));
    switch (instruction.getKeyword()) {
      case 'WORKDIR':
        workdir = posix.resolve('/', workdir, words()[0] ?? '.');
        break;
      case 'ARG':
      case 'ENV':
        for (const [name, value] of assignments(instruction, known)) {
          known.set(name, value);
          if (instruction.getKeyword() === 'ENV') environment.set(name, value);
        }
        break;
      case 'USER':
        user = { name: (words()[0] ?? '').split(':')[0], line };
        break;
      case 'EXPOSE':
        ports = [
          ...ports,
          ...words().flatMap((word) => (/^\d+/.test(word) ? [{ port: parseInt(word, 10), line }] : [])),
        ];
        break;
      case 'COPY':
      case 'ADD':
        copies.push(...readCopy(instruction as JSONInstruction, workdir, known, line));
        break;
      case 'RUN':
        runs.push(instruction.getRawArgumentsContent() ?? '');
        break;
      case 'ENTRYPOINT':
        entrypoint = { words: startWords(instruction as JSONInstruction, known), line };
        command = undefined;
        break;
      case 'CMD':
        command = { words: startWords(instruction as JSONInstruction, known), line };
        break;
    }
  }
  const start = entrypoint ?? command;
  return {
    workdir,
    environment: [...environment],
    user,
    ports,
    copies,
    runs,
    start: start && { words: [...(entrypoint?.words ?? []), ...(command?.words ?? [])], line: (command ?? start).line },
  };
}

function readCopy(
  instruction: JSONInstruction,
  workdir: string,
  known: ReadonlyMap<string, string>,
  line: number,
): Copy[] {
  const written = jsonWords(instruction) ?? wordsOf(instruction).filter((word) => !word.startsWith('--'));
  const words = written.map((word) => expand(word, known));
  if (words.length < 2) return [];
  const destination = words[words.length - 1];
  const sources = words.slice(0, -1);
  const isForeign =
    instruction.getFlags().some((flag) => flag.getName() === 'from') ||
    sources.some((source) => /^[a-z]+:\/\/|^<</.test(source));
  return [{ sources, destination, target: posix.resolve('/', workdir, destination), isForeign, line }];
}

/** Words of a start command: the exec form as it is; the shell form split, with its variables filled in. */
function startWords(instruction: JSONInstruction, known: ReadonlyMap<string, string>): string[] {
  const list = jsonWords(instruction);
  if (list) return list;
  const text = expand(instruction.getRawArgumentsContent() ?? '', known).replaceAll('\\\n', ' ');
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare);
}

/** The words of the exec form. The parser itself drops spaces in them. */
function jsonWords(instruction: JSONInstruction): string[] | undefined {
  if (!instruction.getOpeningBracket()) return undefined;
  const text = (instruction.getRawArgumentsContent() ?? '').replace(/\\\r?\n/g, '').replace(/^(?:--\S+\s+)*/, '');
  const words = parseJson(text);
  // Docker runs an invalid list as a shell command.
  return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
}

function wordsOf(instruction: Instruction): string[] {
  return instruction.getArguments().map((argument) => argument.getValue());
}

function assignments(instruction: Instruction, known: ReadonlyMap<string, string>): [string, string][] {
  const words = wordsOf(instruction);
  // The old form, `ENV NAME value with spaces`.
  if (words.length > 1 && !words[0].includes('=')) return [[words[0], expand(words.slice(1).join(' '), known)]];
  return words.flatMap((word): [string, string][] => {
    const index = word.indexOf('=');
    if (index < 0) return [];
    const value = word.slice(index + 1).replace(/^(["'])(.*)\1$/s, '$2');
    return [[word.slice(0, index), expand(value, known)]];
  });
}

/** Fills in variables that the file sets; leaves others as they are. */
function expand(text: string, known: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g,
    (reference, braced: string | undefined, fallback: string | undefined, bare: string | undefined) =>
      known.get((braced ?? bare) as string) ?? fallback ?? reference,
  );
}
