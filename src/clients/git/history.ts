/** A commit and its parents. */
export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
}

/** Whether a commit is in a history. A history includes its newest commit. */
type Contains = (commit: string) => boolean;

/**
 * The first parents of a branch. Every other commit was merged with one of these, so the history of any commit of the line
 * is known without walking it.
 */
class Line {
  private readonly places = new Map<string, number>();
  private readonly cameWith = new Map<string, number>();

  constructor(tip: string, parentsOf: ReadonlyMap<string, readonly string[]>) {
    const line: string[] = [];
    for (let id: string | undefined = tip; id !== undefined; id = parentsOf.get(id)?.[0]) line.push(id);
    line.forEach((id, place) => this.places.set(id, place));
    for (let place = line.length - 1; place >= 0; place--) {
      const waiting = [line[place]];
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        if (this.cameWith.has(id)) continue;
        this.cameWith.set(id, place);
        waiting.push(...(parentsOf.get(id) ?? []));
      }
    }
  }

  /** The history of a commit; undefined if it is not on this line. */
  of(commit: string): Contains | undefined {
    const place = this.places.get(commit);
    if (place === undefined) return undefined;
    return (other) => (this.cameWith.get(other) ?? -1) >= place;
  }
}

/** The order of commits. Its cost grows with the number of commits, not with the number of questions. */
export class History {
  private readonly parentsOf: ReadonlyMap<string, readonly string[]>;
  private readonly lines: readonly Line[];
  private readonly known = new Map<string, Contains>();
  private readonly answers = new Map<string, readonly string[]>();

  /** @param branches the newest commits of the branches to ask about */
  constructor(commits: readonly Commit[], branches: readonly string[]) {
    this.parentsOf = new Map(commits.map(({ id, parents }) => [id, parents]));
    this.lines = [...new Set(branches)].map((tip) => new Line(tip, this.parentsOf));
  }

  has(commit: string): boolean {
    return this.parentsOf.has(commit);
  }

  /** The commits in the history of `to` that are not in the history of `from`, as `git log from..to` lists them. */
  between(from: string, to: string): readonly string[] {
    const key = `${from}..${to}`;
    const answer = this.answers.get(key) ?? this.walk(to, this.historyOf(from));
    this.answers.set(key, answer);
    return answer;
  }

  private historyOf(commit: string): Contains {
    const found = this.known.get(commit) ?? this.line(commit) ?? this.collect(commit);
    this.known.set(commit, found);
    return found;
  }

  private line(commit: string): Contains | undefined {
    for (const line of this.lines) {
      const found = line.of(commit);
      if (found) return found;
    }
    return undefined;
  }

  /** The history of a commit that is on no line. */
  private collect(commit: string): Contains {
    const all = new Set(this.walk(commit, () => false));
    return (other) => all.has(other);
  }

  private walk(start: string, isOutside: Contains): string[] {
    const found = new Set<string>();
    const waiting = [start];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (found.has(id) || isOutside(id) || !this.parentsOf.has(id)) continue;
      found.add(id);
      waiting.push(...(this.parentsOf.get(id) as readonly string[]));
    }
    return [...found];
  }
}
