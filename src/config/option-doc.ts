/** Documentation of an option, from its docstring. */
export interface OptionDoc {
  readonly name: string;
  readonly summary: string;
  /** Paragraphs and lists in Markdown. */
  readonly remarks?: string;
  /** Such as `list of string`. */
  readonly type: string;
  /** A value, or words behind `- `. */
  readonly default?: string;
  readonly example?: string;
  /** An address. */
  readonly see?: string;
}

/** Reads the docstrings of the options of a struct. */
export type ReadDocs = (struct: string) => readonly OptionDoc[];
