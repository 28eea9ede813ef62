import type { App, AppEnvironment } from '../../config/model';
import { sha256 } from '../../tree/hash-manifest';

/** Name of the ConfigMap whose keys are the environment variables of all workloads of an app. */
export function configMapName(app: App): string {
  return `${app.name}-config`;
}

/** Name of the Secret that the app's SealedSecret becomes. */
export function secretName(app: App): string {
  return `${app.name}-secrets`;
}

/** The configuration of an app; without an environment, that of the base. */
export function configData(own?: AppEnvironment): Record<string, string> {
  return {
    APP_ENV: own?.environment.name ?? 'base',
    LOG_LEVEL: own?.logLevel ?? 'INFO',
    REQUEST_LOGS: String(own?.requestLogs ?? false),
  };
}

/** Annotation of the pod template that makes pods restart when the ConfigMap changes, which alone they do not. */
export const CONFIG_CHECKSUM = 'checksum/config';

/** Checksum over everything that reaches the ConfigMap. */
export function configChecksum(own?: AppEnvironment): string {
  return sha256(JSON.stringify(configData(own)));
}
