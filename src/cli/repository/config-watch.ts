import { createHook } from 'node:async_hooks';
import { closeSync } from 'node:fs';
import { describeError, WITHOUT_ASYNC } from './config-error';
import { visibleText } from '../../common/printed';
import type { GitOpsProject } from '../../project/projen/gitops-project';
import { refusingSynths } from '../../project/projen/internals';
import type { TakeOver } from '../../project/session';
import { takeOverFromNow, withTakeOver } from '../../project/session';
import { EXIT } from '../errors';

/** What a config must not do. */
class Mistake extends Error {}

const ONE_PROJECT = 'put all apps under apps of one PythonGitOpsApp, or create a repository for each project';

const TOO_LATE =
  'calls project.synth() in an async function, a promise, or a timer, after the file has ended: call it directly; ' +
  WITHOUT_ASYNC;

/**
 * Watches what a config does besides describing a project, while it runs and later: nothing of it may end the command, write
 * files, or fail unnoticed.
 */
class ConfigWatch {
  private mistake?: Error;
  private isLoading = false;
  private readonly exits = {
    exit: process.exit,
    reallyExit: (process as unknown as { reallyExit: unknown }).reallyExit,
  };

  constructor(private readonly root: string) {
    const exit = (code?: unknown): never => {
      throw this.noticed(
        `calls process.exit(${String(code ?? '')}), which would end the command before it did anything: throw an error to stop`,
      );
    };
    Object.assign(process, { exit, reallyExit: exit });
    const fail = (error: unknown): void => {
      if (this.isLoading) this.mistake ??= asError(error);
      else this.fail(error);
    };
    process.on('uncaughtException', fail).on('unhandledRejection', fail);
    takeOverFromNow(() => {
      throw this.noticed(TOO_LATE);
    });
  }

  /** Starts to collect mistakes, and stops at the returned call. */
  begin(): () => void {
    this.isLoading = true;
    return () => {
      this.isLoading = false;
    };
  }

  get hasMistake(): boolean {
    return this.mistake !== undefined;
  }

  throwMistake(): void {
    if (this.mistake) throw this.mistake;
  }

  /**
   * Ends the process as soon as the error of the config is printed. What the config started may still run, and nothing of
   * that counts any more.
   */
  abandon(): void {
    process.removeAllListeners('uncaughtException').removeAllListeners('unhandledRejection');
    const ignore = (): void => undefined;
    process.on('uncaughtException', ignore).on('unhandledRejection', ignore);
    setImmediate(() => this.leave(process.exitCode ?? EXIT.failure));
  }

  /** Runs the config; returns the project that it synthesizes, and whether it started something without waiting for it. */
  collect(run: () => void, use: (project: GitOpsProject) => void): { isAsync: boolean; project?: GitOpsProject } {
    let [created, project]: (GitOpsProject | undefined)[] = [];
    let isAsync = false;
    const take: TakeOver = Object.assign(
      (taken: GitOpsProject): void => {
        project = taken;
        use(taken);
      },
      {
        created: (other: GitOpsProject): void => {
          if (created) {
            throw this.noticed(`creates a second project, ${other.name}, besides ${created.name}: ${ONE_PROJECT}`);
          }
          created = other;
        },
      },
    );
    const hook = createHook({
      init: () => {
        isAsync = true;
      },
    });
    const { exitCode } = process;
    hook.enable();
    try {
      withTakeOver(take, () => refusingSynths((other) => this.refuse(other), run));
    } finally {
      hook.disable();
      process.exitCode = exitCode;
    }
    return { isAsync, project };
  }

  private refuse(other: { readonly name: string; readonly constructor: { readonly name: string } }): never {
    const what = `calls synth() of ${other.name}, a ${other.constructor.name}, which would write its files in every command`;
    throw this.noticed(`${what}: pass it the PythonGitOpsApp as parent, and only call synth() of that one`);
  }

  /** A mistake counts even if the config catches its error. */
  private noticed(message: string): Error {
    const mistake = new Mistake(message);
    if (this.isLoading) this.mistake ??= mistake;
    else this.fail(mistake);
    return mistake;
  }

  /** Ends the command from within an endless loop. */
  interrupt(message: string): void {
    console.error(`python-gitops: ${message}`);
    // Otherwise Node.js prints that it waits for the debugger that got us here.
    closeSync(2);
    this.leave(EXIT.failure);
  }

  private fail(error: unknown): never {
    // The command may have ended before.
    console.error(visibleText(`python-gitops: ${describeError(error, this.root)}`));
    return this.leave(EXIT.failure);
  }

  private leave(exitCode: number | string): never {
    Object.assign(process, this.exits);
    // After the listeners of the config, which could set another one.
    process.on('exit', () => {
      process.exitCode = exitCode;
    });
    return process.exit(exitCode);
  }
}

export type { ConfigWatch };

let only: ConfigWatch | undefined;

/** The watch of this process, which lasts as long as the process: a config may have started something. */
export function watchOf(root: string): ConfigWatch {
  return (only ??= new ConfigWatch(root));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Mistake(String(error));
}
