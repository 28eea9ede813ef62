import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { WithRemote } from './remote';
import { withRemote } from './remote';
import { git, SHOP, temporaryFolder } from './repository';

/** A pull request, as the stand-in for GitHub keeps it. */
export interface Pull {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
  /** What the branch held when it was closed or merged. */
  readonly sha?: string;
}

/** An issue, as the stand-in for GitHub keeps it. */
export interface Issue {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly state_reason?: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly user: { readonly login: string; readonly type: string };
  readonly pull_request?: object;
}

interface State {
  readonly repository: string;
  readonly remote: string;
  pulls: Pull[];
  issues: Issue[];
  readonly labels: { readonly name: string }[];
  hasIssues: boolean;
  /** Whether another run opens the next issue first. */
  faster: boolean;
  dropsLabels?: boolean;
  calls: string[];
  /** What is answered instead, by method. */
  refusals: Record<string, { status: number; message: string }>;
}

/** How GitHub merges a pull request. */
export type Merge = 'merge' | 'squash' | 'squash-of-pull-request' | 'rebase';

/** A host of pull requests on this machine: `gh` for the PATH, and what GitHub's own buttons do. */
export class Host {
  /** To be put in front of the PATH. */
  readonly bin = temporaryFolder('gh');
  private readonly file = join(this.bin, 'state.json');

  constructor(
    private readonly remote: string,
    repository: string,
  ) {
    this.write({
      repository,
      remote,
      pulls: [],
      issues: [],
      labels: [],
      hasIssues: true,
      faster: false,
      calls: [],
      refusals: {},
    });
    const program = [process.execPath, join(__dirname, 'gh.js'), this.file].map((word) => `'${word}'`).join(' ');
    writeFileSync(join(this.bin, 'gh'), `#!/bin/sh\nexec ${program} "$@"\n`);
    chmodSync(join(this.bin, 'gh'), 0o755);
  }

  get pulls(): readonly Pull[] {
    return this.read().pulls;
  }

  get open(): readonly Pull[] {
    return this.pulls.filter(({ state }) => state === 'open');
  }

  get issues(): readonly Issue[] {
    return this.read().issues;
  }

  get labels(): readonly { readonly name: string }[] {
    return this.read().labels;
  }

  /** Replaces all issues, also by those of others. */
  setIssues(issues: readonly Issue[]): void {
    this.change((state) => (state.issues = [...issues]));
  }

  disableIssues(): void {
    this.change((state) => (state.hasIssues = false));
  }

  /** Makes GitHub open issues without labels, as for someone who may not set them. */
  dropLabels(): void {
    this.change((state) => (state.dropsLabels = true));
  }

  /** Has another run open the same issue first, the next time that one is opened. */
  raceForIssue(): void {
    this.change((state) => (state.faster = true));
  }

  get calls(): readonly string[] {
    return this.read().calls;
  }

  /** Makes GitHub reject requests with this method; without a message, accepts them again. */
  refuse(method: string, status = 0, message?: string): void {
    this.change((state) => {
      if (message === undefined) delete state.refusals[method];
      else state.refusals[method] = { status, message };
    });
  }

  /** Merges a pull request as GitHub does, and leaves its branch where it is. */
  merge(number: number, how: Merge): void {
    const { head, base, title, body } = this.pulls[number - 1];
    const clone = join(temporaryFolder('merge'), 'clone');
    git(this.remote, 'clone', '--quiet', '--branch', base, this.remote, clone);
    const from = `origin/${head}`;
    const coAuthor = '\n\nCo-authored-by: Ada <ada@example.org>';
    if (how === 'merge') {
      git(clone, 'merge', '--quiet', '--no-ff', `-mMerge pull request #${number} from acme/${head}\n\n${title}`, from);
    } else if (how === 'rebase') {
      git(clone, 'cherry-pick', `origin/${base}..${from}`);
    } else {
      git(clone, 'merge', '--quiet', '--squash', from);
      const [subject, ...rest] = git(clone, 'log', '-1', '--format=%B', from).trim().split('\n');
      const message =
        how === 'squash'
          ? `${subject} (#${number})\n${rest.join('\n')}${coAuthor}`
          : `${title} (#${number})\n\n${wrapped(body)}${coAuthor}`;
      git(clone, 'commit', '--quiet', `--message=${message}`);
    }
    git(clone, 'push', '--quiet', 'origin', `HEAD:${base}`);
    this.close(number);
  }

  /** Merges the target into the branch of a pull request, as the button "Update branch" does. */
  updateBranch(number: number): void {
    const { head, base } = this.pulls[number - 1];
    const clone = join(temporaryFolder('merge'), 'clone');
    git(this.remote, 'clone', '--quiet', '--branch', head, this.remote, clone);
    git(clone, 'merge', '--quiet', '--no-ff', `-mMerge branch '${base}' into ${head}`, `origin/${base}`);
    git(clone, 'push', '--quiet', 'origin', `HEAD:${head}`);
  }

  /** Closes a pull request without a merge. */
  close(number: number): void {
    const sha = git(this.remote, 'rev-parse', this.pulls[number - 1].head).trim();
    this.change((state) => {
      state.pulls[number - 1] = { ...state.pulls[number - 1], state: 'closed', sha };
    });
  }

  private change(body: (state: State) => void): void {
    const state = this.read();
    body(state);
    this.write(state);
  }

  private read(): State {
    return JSON.parse(readFileSync(this.file, 'utf8')) as State;
  }

  private write(state: State): void {
    writeFileSync(this.file, JSON.stringify(state));
  }
}

/** Lines of at most 72 characters, as GitHub makes the message of a squash merge out of a pull request. */
function wrapped(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/(.{1,72})(?: +|$)/g, '$1\n').trimEnd())
    .join('\n');
}

/** A repository with a remote, whose releases are pull requests. */
export function withPullRequests(options: object = SHOP): WithRemote & { readonly host: Host } {
  const delivery = { releases: 'pull-request' };
  const known = withRemote({ ...options, repoUrl: 'https://github.com/acme/shop', delivery });
  return { ...known, host: new Host(known.remote, 'acme/shop') };
}

/** Runs a body with the host's `gh` on the PATH. */
export async function withGh<T>({ bin }: Pick<Host, 'bin'>, body: () => Promise<T>): Promise<T> {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
  const replaced = jest.replaceProperty(process, 'env', env);
  try {
    return await body();
  } finally {
    replaced.restore();
  }
}
