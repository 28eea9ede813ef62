/** Messages of Argo CD 3.2.11 and Kubernetes 1.34.4 as a cluster has shown them, for what the documents quote. */
export const REAL_MESSAGES = [
  'ComparisonError: Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = failed to list refs: authentication required: ',
  'ComparisonError: Failed to compare desired state to live state: failed to calculate diff: error calculating structured merge diff: error building typed value from config resource: .spec.strategyy: field not declared in schema',
  '.spec.revisionHistoryLimit: expected numeric (int or float), got string',
  'one or more objects failed to apply, reason: services "trouble" is forbidden: unable to create new content in namespace trouble-dev because it is being terminated',
  'SyncError: Failed last sync attempt to [e57f6477]: one or more objects failed to apply, reason: namespaces "trouble-dev" not found (retried 5 times).',
  'ComparisonError: Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = failed to list refs: repository not found: Repository not found',
  'ComparisonError: Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = failed to list refs: Get "https://127.0.0.1:9443/trouble.git/info/refs?service=git-upload-pack": dial tcp 127.0.0.1:9443: connect: connection refused',
  "ComparisonError: Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = `kustomize build <path to cached source>/apps/trouble/k8s/overlays/dev` failed exit status 1: Error: accumulating resources: accumulating resources from 'deployment.yaml': MalformedYAMLError: yaml: line 1: did not find expected node content in File: deployment.yaml",
  'one or more objects failed to apply, reason: Deployment.apps "trouble" is invalid: spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "many": a valid percent string must be a numeric string',
  "namespace keeper-prod is not permitted in project 'keeper'",
  '0/1 nodes are available: 1 Too many pods.',
];
