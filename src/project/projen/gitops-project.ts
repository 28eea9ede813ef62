import type { FileBase, Project } from 'projen';
import type { PythonGitOpsAppOptions } from '../../config/options';

/** The part of a project that synthesis and commands need; `PythonGitOpsApp` is the exported class. */
export interface GitOpsProject extends Project {
  /** The options as given. */
  readonly _options: PythonGitOpsAppOptions;
  /** projen's files that are part of the tree; components that are added later write their own files. */
  readonly _files: readonly FileBase[];
}
