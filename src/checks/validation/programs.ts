import type { DeclaredPrograms } from './context';
import { defaultBaseImage } from '../../config/defaults';
import type { App } from '../../config/model';

/** What the containers of an app start, with the option that sets it. */
export function programsOf(app: App): DeclaredPrograms {
  const path = `apps.${app.name}`;
  const commands = app.workloads.flatMap(({ name, command, probes }) => [
    { option: `${path}.workloads.${name}.command`, words: command },
    ...Object.entries(probes).map(([probe, own]) => ({
      option: `${path}.workloads.${name}.probes.${probe}.command`,
      words: own.command,
    })),
  ]);
  return {
    callable: { option: `${path}.callable`, module: app.callable.module },
    commands: commands.flatMap(({ option, words }) => (words === undefined ? [] : [{ option, words }])),
    mayHoldMore: app.systemPackages.length > 0 || app.baseImage !== defaultBaseImage(app.pythonVersion),
  };
}
