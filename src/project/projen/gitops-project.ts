import type { Component, FileBase, Project } from 'projen';
import type { PythonGitOpsAppOptions } from '../../config/options';

/** The part of a project that synthesis and commands need; `PythonGitOpsApp` is the exported class. */
export interface GitOpsProject extends Project {
  /** The options as given. */
  readonly _options: PythonGitOpsAppOptions;
  /** projen's own files. */
  readonly _files: readonly FileBase[];
  /** Every component of the project type; others are added by the config or a company's subclass. */
  readonly _components: readonly Component[];
}
