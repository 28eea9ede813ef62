export {
  PythonGitOpsAppOptions,
  EnvironmentOptions,
  AppOptions,
  AppEnvironmentOptions,
  EgressOptions,
  NetworkPolicyOptions,
  ServiceMonitorOptions,
  WorkloadOptions,
} from './options';
export { PythonGitOpsApp } from './python-gitops-app';
