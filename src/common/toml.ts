/** A value of a TOML file, with its place in the text. */
export type TomlValue = TomlString | TomlArray | TomlTable | TomlOther;

interface Place {
  readonly start: number;
  readonly end: number;
}

export interface TomlString extends Place {
  readonly kind: 'string';
  readonly value: string;
}

export interface TomlArray extends Place {
  readonly kind: 'array';
  readonly items: readonly TomlValue[];
}

export interface TomlTable extends Place {
  readonly kind: 'table';
  readonly entries: Map<string, TomlValue>;
}

/** A number, boolean, or date, as it is written. */
interface TomlOther extends Place {
  readonly kind: 'other';
  readonly text: string;
}

/** A header such as `[project]`, and where its section ends: at the next header, or at the end of the file. */
interface TomlSection extends Place {
  readonly path: readonly string[];
}

export interface TomlFile {
  readonly root: TomlTable;
  readonly sections: readonly TomlSection[];
}

/** The text is not TOML. */
export class TomlError extends Error {
  constructor(
    readonly line: number,
    what: string,
  ) {
    super(what);
  }
}

/** The line of a place in a text, from 1. */
export function lineAt(text: string, place: number): number {
  return text.slice(0, place).split('\n').length;
}

/**
 * Reads TOML, with the place of each value, so that a command can edit the text. It accepts some texts that TOML does not
 * allow, such as a number with two dots: uv reports those.
 *
 * @see https://toml.io/en/v1.0.0
 */
export function parseToml(text: string): TomlFile {
  return new Parser(text).file();
}

const SIMPLE: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\u001B',
  '"': '"',
  '\\': '\\',
};

class Parser {
  private at = 0;

  constructor(private readonly text: string) {}

  file(): TomlFile {
    const root = tableAt(0);
    const sections: { path: readonly string[]; start: number; end: number }[] = [];
    let table = root;
    for (this.skipLines(); this.at < this.text.length; this.skipLines()) {
      const start = this.at;
      if (this.text[start] === '[') {
        const isItem = this.text.startsWith('[[', start);
        this.at += isItem ? 2 : 1;
        const path = this.key();
        this.expect(isItem ? ']]' : ']');
        const last = sections.at(-1);
        if (last !== undefined) last.end = start;
        sections.push({ path, start, end: this.text.length });
        table = this.open(root, path, isItem);
      } else {
        this.pair(table);
      }
      this.endLine();
    }
    return { root, sections };
  }

  /** The table of a header. */
  private open(root: TomlTable, path: readonly string[], isItem: boolean): TomlTable {
    const parent = this.descend(root, path.slice(0, -1));
    const name = path[path.length - 1];
    if (!isItem) return this.descend(parent, [name]);
    const known = parent.entries.get(name);
    const item = tableAt(this.at);
    if (known?.kind === 'array') {
      (known.items as TomlValue[]).push(item);
    } else if (known === undefined) {
      parent.entries.set(name, { kind: 'array', items: [item], start: this.at, end: this.at });
    } else {
      throw this.error(`${path.join('.')} is set twice`);
    }
    return item;
  }

  private descend(from: TomlTable, path: readonly string[]): TomlTable {
    let table = from;
    for (const name of path) {
      const known = table.entries.get(name);
      const inner = known?.kind === 'array' ? known.items.at(-1) : known;
      if (inner === undefined) {
        const made = tableAt(this.at);
        table.entries.set(name, made);
        table = made;
      } else if (inner.kind === 'table') {
        table = inner;
      } else {
        throw this.error(`${name} is not a table`);
      }
    }
    return table;
  }

  private pair(table: TomlTable): void {
    const path = this.key();
    this.expect('=');
    this.skipSpaces();
    const target = this.descend(table, path.slice(0, -1));
    const name = path[path.length - 1];
    if (target.entries.has(name)) throw this.error(`${path.join('.')} is set twice`);
    target.entries.set(name, this.value());
  }

  private key(): string[] {
    const parts: string[] = [];
    do {
      this.skipSpaces();
      const next = this.text[this.at];
      if (next === '"' || next === "'") parts.push(this.string().value);
      else parts.push(this.match(/[A-Za-z0-9_-]+/y, 'a key'));
      this.skipSpaces();
    } while (this.accept('.'));
    return parts;
  }

  private value(): TomlValue {
    const start = this.at;
    switch (this.text[start]) {
      case '"':
      case "'":
        return this.string();
      case '[': {
        this.at += 1;
        const items: TomlValue[] = [];
        for (this.skipLines(); !this.accept(']'); this.skipLines()) {
          items.push(this.value());
          this.skipLines();
          if (!this.accept(',') && this.text[this.at] !== ']') throw this.error('a comma or ] is missing');
        }
        return { kind: 'array', items, start, end: this.at };
      }
      case '{': {
        this.at += 1;
        const table = tableAt(start);
        for (this.skipLines(); !this.accept('}'); this.skipLines()) {
          this.pair(table);
          this.skipLines();
          if (!this.accept(',') && this.text[this.at] !== '}') throw this.error('a comma or } is missing');
        }
        return { ...table, end: this.at };
      }
      default: {
        const text = this.match(/\d{4}-\d\d-\d\d \d\d:[\d:.]+(?:Z|[+-]\d\d:\d\d)?|[A-Za-z0-9+\-_.:]+/y, 'a value');
        return { kind: 'other', text, start, end: this.at };
      }
    }
  }

  private string(): TomlString {
    const start = this.at;
    const quote = this.text[start];
    const isLong = this.text.startsWith(quote.repeat(3), start);
    this.at += isLong ? 3 : 1;
    if (isLong) this.accept('\n');
    let value = '';
    for (;;) {
      const next = this.text[this.at];
      if (next === undefined || (next === '\n' && !isLong)) throw this.error('a quote is missing');
      if (next === quote && (!isLong || this.text.startsWith(quote.repeat(3), this.at))) break;
      if (next === '\\' && quote === '"') {
        value += this.escape();
      } else {
        value += next;
        this.at += 1;
      }
    }
    this.at += isLong ? 3 : 1;
    // A long string may end with quotes that belong to it.
    while (isLong && this.accept(quote)) value += quote;
    return { kind: 'string', value, start, end: this.at };
  }

  private escape(): string {
    const code = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2}))/y;
    code.lastIndex = this.at;
    const number = code.exec(this.text);
    if (number) {
      this.at = code.lastIndex;
      return String.fromCodePoint(parseInt(number.slice(1).find(Boolean) ?? '', 16));
    }
    const newline = /\\[ \t\r]*\n\s*/y;
    newline.lastIndex = this.at;
    if (newline.test(this.text)) {
      this.at = newline.lastIndex;
      return '';
    }
    const simple = SIMPLE[this.text[this.at + 1] ?? ''];
    if (simple === undefined) throw this.error('this escape is unknown');
    this.at += 2;
    return simple;
  }

  private match(pattern: RegExp, what: string): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) throw this.error(`${what} is missing`);
    this.at = pattern.lastIndex;
    return found[0];
  }

  private accept(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private expect(token: string): void {
    this.skipSpaces();
    if (!this.accept(token)) throw this.error(`${token} is missing`);
  }

  private endLine(): void {
    this.skipSpaces();
    if (this.text[this.at] === '#') return;
    if (this.at < this.text.length && !/[\r\n]/.test(this.text[this.at])) throw this.error('the line should end here');
  }

  private skipSpaces(): void {
    while (this.text[this.at] === ' ' || this.text[this.at] === '\t') this.at += 1;
  }

  /** Skips spaces, line ends, and comments. */
  private skipLines(): void {
    const blank = /(?:\s+|#[^\n]*)*/y;
    blank.lastIndex = this.at;
    blank.exec(this.text);
    this.at = blank.lastIndex;
  }

  private error(what: string): TomlError {
    return new TomlError(lineAt(this.text, this.at), what);
  }
}

function tableAt(place: number): TomlTable {
  return { kind: 'table', entries: new Map(), start: place, end: place };
}

/** The value at a path of tables, if there is one. */
export function valueAt(root: TomlTable, ...path: readonly string[]): TomlValue | undefined {
  let value: TomlValue | undefined = root;
  for (const name of path) value = value?.kind === 'table' ? value.entries.get(name) : undefined;
  return value;
}

/** The text at a path of tables, if there is one. */
export function stringAt(root: TomlTable, ...path: readonly string[]): TomlString | undefined {
  const value = valueAt(root, ...path);
  return value?.kind === 'string' ? value : undefined;
}

/** The items of a list at a path of tables. */
export function itemsAt(root: TomlTable, ...path: readonly string[]): readonly TomlValue[] {
  const value = valueAt(root, ...path);
  return value?.kind === 'array' ? value.items : [];
}
