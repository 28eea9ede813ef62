/** A file of a snapshot: git's ID of its content, and the content itself if git does not have it. */
export interface FileRef {
  readonly id: string;
  readonly content?: Buffer;
}

export type Files = ReadonlyMap<string, FileRef>;

/** The files of the repository at one moment: a commit, the working tree, or a merge of both. */
export class Snapshot {
  private readonly byApp = new Map<string, Map<string, FileRef>>();

  /** @param name for messages */
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

  /** Files of an app in one of its folders. */
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

/** The result of a merge, by file. */
export interface Merged {
  readonly files: Files;
  /** Files that both sides changed differently; ours are taken. */
  readonly conflicts: readonly string[];
}

/** Merges our changes since a common base into theirs, file by file. */
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
