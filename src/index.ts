export {
  PythonGitOpsAppOptions,
  EnvironmentOptions,
  AppOptions,
  AppEnvironmentOptions,
  WorkloadOptions,
} from './options';
export { PythonGitOpsApp } from './python-gitops-app';
