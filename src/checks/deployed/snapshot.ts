/** A file of a snapshot: git's id of its content, and the content where git does not have it. */
export interface FileRef {
  readonly id: string;
  readonly content?: Buffer;
}

export type Files = ReadonlyMap<string, FileRef>;

/** The files of the repository at one moment: a commit, the working tree, or what a merge would make of both. */
export class Snapshot {
  private readonly byApp = new Map<string, Map<string, FileRef>>();

  /** @param name how to call it */
  constructor(
    readonly name: string,
    readonly files: Files,
  ) {
    for (const [path, file] of files) {
      const app = appOf(path);
      if (app === undefined) continue;
      const own = this.byApp.get(app) ?? new Map<string, FileRef>();
      this.byApp.set(app, own.set(path, file));
    }
  }

  apps(): string[] {
    return [...this.byApp.keys()];
  }

  /** Files of an app below a folder of it. */
  below(app: string, folder: 'argo' | 'k8s'): Files {
    const prefix = `apps/${app}/${folder}/`;
    return new Map([...(this.byApp.get(app) ?? [])].filter(([path]) => path.startsWith(prefix)));
  }

  get(path: string): FileRef | undefined {
    return this.files.get(path);
  }
}

function appOf(path: string): string | undefined {
  return /^apps\/([^/]+)\//.exec(path)?.[1];
}

/** What a merge makes, file by file. */
export interface Merged {
  readonly files: Files;
  /** Files that both sides changed, each in its own way: they are taken from ours. */
  readonly conflicts: readonly string[];
}

/** Brings our changes since a common base to theirs. A file that only one side changed is that side's. */
export function mergeFiles(base: Files, ours: Files, theirs: Files): Merged {
  const files = new Map<string, FileRef>();
  const conflicts: string[] = [];
  for (const path of new Set([...theirs.keys(), ...ours.keys()])) {
    const [before, mine, other] = [base, ours, theirs].map((side) => side.get(path));
    const isMine = mine?.id !== before?.id;
    if (isMine && other?.id !== before?.id && mine?.id !== other?.id) conflicts.push(path);
    const chosen = isMine ? mine : other;
    if (chosen !== undefined) files.set(path, chosen);
  }
  return { files, conflicts };
}
