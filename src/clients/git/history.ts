/** A commit and what it was made on. */
export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
}

/** Whether a commit is in the history of another one, the commit itself included. */
type Contains = (commit: string) => boolean;

/**
 * A branch as a line: its newest commit, that one's first parent, and so on. Every other commit came to the branch with
 * one of these, so that the history of any commit of the line is known without walking it.
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

  /** The history of a commit of this line; undefined for any other commit. */
  of(commit: string): Contains | undefined {
    const place = this.places.get(commit);
    if (place === undefined) return undefined;
    return (other) => (this.cameWith.get(other) ?? -1) >= place;
  }
}

/** What came after what. Its cost grows with the commits, and not with the questions that are asked of a branch. */
export class History {
  private readonly parentsOf: ReadonlyMap<string, readonly string[]>;
  private readonly lines: readonly Line[];
  private readonly known = new Map<string, Contains>();
  private readonly answers = new Map<string, readonly string[]>();

  /** @param branches newest commits of the branches that questions are about */
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

  /** A commit that lies beside all branches. */
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
