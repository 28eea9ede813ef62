export * from './options';
export { PythonGitOpsApp } from './python-gitops-app';
