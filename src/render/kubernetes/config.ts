import { compare } from '../../common/order';
import type { App, Settings, Texts } from '../../config/model';
import { sha256 } from '../../files/tree/hash-manifest';

/** Name of the ConfigMap whose keys are the environment variables of all workloads of an app. */
export function configMapName(app: App): string {
  return `${app.name}-config`;
}

/** The configuration of an app: the library's values and your own, by name. */
export function configData(settings: Settings): Record<string, string> {
  return sorted({
    APP_ENV: settings.environmentName,
    LOG_LEVEL: settings.logLevel,
    REQUEST_LOGS: String(settings.requestLogs),
    ...settings.env,
  });
}

/** Annotation of the pod template that makes pods restart when the ConfigMap changes, which alone they do not. */
export const CONFIG_CHECKSUM = 'checksum/config';

/** Checksum over everything that reaches the ConfigMap. */
export function configChecksum(settings: Settings): string {
  return sha256(JSON.stringify(configData(settings)));
}

/** Entries in the order of their names, so that the order in the config changes nothing. */
export function sorted(texts: Texts): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).sort(([a], [b]) => compare(a, b)));
}
