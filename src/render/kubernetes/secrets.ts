import { SECRETS_FOLDER, SECRETS_VOLUME } from '../../config/defaults';
import type { App } from '../../config/model';
import { secretKeys } from '../../config/model';
import { secretName } from '../../config/names';

/** Readable only for the group of the container: the files belong to root and the group `fsGroup`. */
const FILE_MODE = 0o440;

/**
 * The variables of a container from the Secret of the app. All are required: a new pod waits for missing ones, while
 * old pods keep running.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/
 */
export function secretVariables(app: App): object[] {
  const name = secretName(app);
  return app.secrets.variables.map((key) => ({ name: key, valueFrom: { secretKeyRef: { name, key } } }));
}

/** The volume with files from the Secret of the app, only for the listed keys. */
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

/** The Secret of an app without values. No kustomization lists it, so it is never deployed. */
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
