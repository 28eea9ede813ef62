import { isRecord } from './records';

/** Thrown for text outside of the subset; caught internally, so it needs no stack. */
const OUTSIDE = Object.freeze({ reason: 'outside of the subset' });

/** The YAML library reads deeper documents. */
const MAX_DEPTH = 50;

/** Characters that have no special meaning in any line; tabs, carriage returns, and controls do. */
const CHARACTERS = /^[\n\x20-\x7e\u00a1-\u2027\u202a-\ud7ff]*$/;

/** A key without quotes, and the rest of its line. */
const KEY = /^([A-Za-z_/][\w./-]*):(?: (.+))?$/;

/** A text without quotes: it starts like a word or path, so it is neither a number, nor a date, nor a collection. */
const PLAIN = /^[A-Za-z/](?:[\w./@=+*(),;&?$~-]|:(?=[\w/])| (?=[\w/(]))*$/;

/** Words that mean something else in some version of YAML. */
const WORD = /^(?:true|false|yes|no|on|off|y|n|null)$/i;

const INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;

/** Amounts, relative paths, and flags: text that starts with a digit or sign but is not a number. */
const LIKE_WORD = /^(?:[1-9]\d*(?:m|s|h|d|%|[KMG]i)|(?:\.\.?\/)+\w[\w./-]*|--?[A-Za-z][\w-]*)$/;

/** A hash or commit; with two letters it is no number in any notation. */
const HASH = /^(?=.*[a-f].*[a-f])[0-9a-f]{40,64}$/;

/** Quoted text without any escape. */
const DOUBLE = /^"([^"\\]*)"$/;
const SINGLE = /^'([^']*)'$/;

const LITERAL = /^\|(-?)$/;

/**
 * Reads one document in the plain block style that kustomize and this library write, several times faster than the YAML
 * library and with the same result. Undefined for anything else, which only the library can read.
 */
export function readBlockYaml(text: string): Record<string, unknown> | undefined {
  if (!text.endsWith('\n') || !CHARACTERS.test(text)) return undefined;
  try {
    const value = new BlockReader(text).read();
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error === OUTSIDE) return undefined;
    throw error;
  }
}

class BlockReader {
  private readonly lines: readonly string[];
  private next = 0;

  constructor(text: string) {
    this.lines = text.slice(0, -1).split('\n');
  }

  read(): unknown {
    while (this.lines[this.next]?.startsWith('#')) this.next += 1;
    if (this.next === this.lines.length) throw OUTSIDE;
    const value = this.map(0, this.content(0), 0);
    if (this.next < this.lines.length) throw OUTSIDE;
    return value;
  }

  /** Reads a map whose first line, without its indentation, is given. */
  private map(indent: number, first: string | undefined, depth: number): Record<string, unknown> {
    if (depth > MAX_DEPTH) throw OUTSIDE;
    const object: Record<string, unknown> = {};
    for (let line = first; line !== undefined; line = this.content(indent)) {
      const [, key, rest] = KEY.exec(line) ?? [];
      if (key === undefined || WORD.test(key) || key === '__proto__' || Object.hasOwn(object, key)) throw OUTSIDE;
      this.next += 1;
      object[key] = rest === undefined ? this.nested(indent, depth + 1) : this.scalar(rest, indent);
    }
    return object;
  }

  /** Reads a list of items at an indentation. */
  private list(indent: number, depth: number): unknown[] {
    if (depth > MAX_DEPTH) throw OUTSIDE;
    const items: unknown[] = [];
    for (let line = this.content(indent); line?.startsWith('- '); line = this.content(indent)) {
      const item = line.slice(2);
      if (KEY.test(item)) {
        items.push(this.map(indent + 2, item, depth + 1));
      } else {
        this.next += 1;
        items.push(this.scalar(item, indent));
      }
    }
    return items;
  }

  /** Reads the map or list below a key; a list may be as far to the left as its key. */
  private nested(indent: number, depth: number): unknown {
    const line = this.lines[this.next] ?? '';
    const own = indentOf(line);
    if (line.startsWith('- ', own) && own >= indent) return this.list(own, depth);
    if (own <= indent) throw OUTSIDE;
    return this.map(own, this.content(own), depth);
  }

  private scalar(text: string, indent: number): unknown {
    if ((PLAIN.test(text) && !WORD.test(text)) || LIKE_WORD.test(text) || HASH.test(text)) return text;
    if (INTEGER.test(text)) return Number(text);
    if (text === 'true' || text === 'false') return text === 'true';
    if (text === '{}') return {};
    if (text === '[]') return [];
    const quoted = DOUBLE.exec(text) ?? SINGLE.exec(text);
    if (quoted) return quoted[1];
    const literal = LITERAL.exec(text);
    if (literal) return this.literal(indent, literal[1] === '');
    throw OUTSIDE;
  }

  /** Reads the lines of a multiline text. */
  private literal(parent: number, endsWithNewline: boolean): string {
    const indent = indentOf(this.lines[this.next] ?? '');
    if (indent <= parent) throw OUTSIDE;
    const found: string[] = [];
    for (; this.next < this.lines.length; this.next += 1) {
      const line = this.lines[this.next];
      const own = indentOf(line);
      // Spaces alone are content or not, depending on what follows.
      if (line !== '' && own === line.length) throw OUTSIDE;
      if (line !== '' && own < indent) break;
      found.push(line.slice(indent));
    }
    while (found.at(-1) === '') found.pop();
    return found.join('\n') + (endsWithNewline ? '\n' : '');
  }

  /** The line at exactly this indentation; undefined when it is further to the left, which ends a collection. */
  private content(indent: number): string | undefined {
    const line = this.lines[this.next];
    if (line === undefined) return undefined;
    const own = indentOf(line);
    if (own > indent || line.length === own) throw OUTSIDE;
    return own === indent ? line.slice(indent) : undefined;
  }
}

function indentOf(line: string): number {
  let indent = 0;
  while (line.charCodeAt(indent) === 32) indent += 1;
  return indent;
}
