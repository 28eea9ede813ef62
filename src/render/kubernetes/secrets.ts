import { SECRETS_FOLDER, SECRETS_VOLUME } from '../../config/defaults';
import type { App } from '../../config/model';
import { secretKeys } from '../../config/model';
import { secretName } from '../../config/names';

/** What the group of the container may read, and nobody else: the files belong to root, and their group is `fsGroup`. */
const FILE_MODE = 0o440;

/**
 * The variables of a container that come from the app's Secret, each by its name. None is optional: a pod without one of
 * them waits, while the pods before it go on.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/
 */
export function secretVariables(app: App): object[] {
  const name = secretName(app);
  return app.secrets.variables.map((key) => ({ name: key, valueFrom: { secretKeyRef: { name, key } } }));
}

/** The volume of the files that come from the app's Secret: those that are named, and no other key. */
export function secretFileVolumes(app: App): object[] {
  const { files } = app.secrets;
  if (files.length === 0) return [];
  const items = files.map((key) => ({ key, path: key }));
  return [{ name: SECRETS_VOLUME, secret: { secretName: secretName(app), defaultMode: FILE_MODE, items } }];
}

export function secretFileMounts(app: App): object[] {
  if (app.secrets.files.length === 0) return [];
  return [{ name: SECRETS_VOLUME, mountPath: SECRETS_FOLDER, readOnly: true }];
}

/** What the sealed secret of an app looks like, without its values; no kustomization lists it, so that it reaches no cluster. */
export function secretTemplate(app: App): object {
  const metadata = { name: secretName(app), namespace: `${app.name}-ENVIRONMENT` };
  const encryptedData = Object.fromEntries(secretKeys(app).map((key) => [key, '']));
  return {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata,
    spec: { encryptedData, template: { metadata, type: 'Opaque' } },
  };
}
