export * from './config/options';
export { PythonGitOpsApp } from './python-gitops-app';
