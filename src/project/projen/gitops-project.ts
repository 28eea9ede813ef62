import type { FileBase, Project } from 'projen';
import type { PythonGitOpsAppOptions } from '../../config/options';

/** What synthesis and commands need of a project; `PythonGitOpsApp` is the one that is exported. */
export interface GitOpsProject extends Project {
  /** The options as they were given. */
  readonly _options: PythonGitOpsAppOptions;
  /** projen's files that are part of the tree; whatever is added later writes by itself. */
  readonly _files: readonly FileBase[];
}
