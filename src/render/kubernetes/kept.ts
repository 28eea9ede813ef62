/**
 * Annotations of what Argo CD never deletes, because data would be lost. Once the manifests no longer contain it, it does
 * not make the Application OutOfSync.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
 */
export const KEPT = {
  'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
  'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
};
