import type { Component, FileBase } from 'projen';
import { Project } from 'projen/lib/project';
import type { PythonGitOpsAppOptions } from './config/options';
import { askedManager, PACKAGE_MANAGERS } from './config/package-managers';
import { configureProjenFiles } from './project/projen/files';
import { baseOptions } from './project/projen/internals';
import { RcFile } from './project/projen/rc-file';
import { takeOver } from './project/session';

/**
 * A repository of Python services that Argo CD deploys: Dockerfile, Makefile, tests, Kustomize base and overlays,
 * Argo CD Applications, CI workflow and documents, all derived from `.projenrc.ts`.
 *
 * @pjid python-gitops-app
 */
export class PythonGitOpsApp extends Project {
  /**
   * The options passed to the constructor.
   *
   * @internal
   */
  readonly _options: PythonGitOpsAppOptions;

  /**
   * projen's own files.
   *
   * @internal
   */
  readonly _files: readonly FileBase[];

  /**
   * Every component that is part of the project type; the config and a company's subclass add others.
   *
   * @internal
   */
  readonly _components: readonly Component[];

  constructor(options: PythonGitOpsAppOptions) {
    // A command runs in the folder of `.projenrc.ts`; otherwise projen's default keeps tests out of the checkout.
    super(baseOptions({ ...options, outdir: options.outdir ?? (takeOver() ? process.cwd() : undefined) }));
    this._options = options;
    new RcFile(this);
    // An unknown package manager is reported later, but projen's files are set up now.
    configureProjenFiles(this, askedManager(options) ?? PACKAGE_MANAGERS.npm, options.devDeps);
    this._files = this.files;
    this._components = this.components;
    takeOver()?.created?.(this);
  }

  /**
   * Renders and checks all files, then writes them. On an error, nothing is written.
   */
  public synth(): void {
    const handler = takeOver();
    if (handler) {
      handler(this);
      return;
    }
    // Loaded lazily: a command that takes over the project has its own copy of these modules.
    const { synthesize } = require('./project/synthesis/synthesis') as typeof import('./project/synthesis/synthesis');
    synthesize(this);
  }
}
