import { existsSync, readFileSync } from 'node:fs';

/** The profile that container engines run with by default, as Debian's golang-github-containers-common has it. */
const PROFILE = '/usr/share/containers/seccomp.json';

/** Names of a processor: that of Node.js, that of the profile's conditions, and that of seccomp. */
const ARCHITECTURES: Readonly<Record<string, { readonly condition: string; readonly seccomp: string }>> = {
  x64: { condition: 'amd64', seccomp: 'SCMP_ARCH_X86_64' },
  arm64: { condition: 'arm64', seccomp: 'SCMP_ARCH_AARCH64' },
};

interface Condition {
  readonly arches?: readonly string[];
  readonly caps?: readonly string[];
}

interface Rule {
  readonly names: readonly string[];
  readonly action: string;
  readonly args?: readonly object[];
  readonly errnoRet?: number;
  readonly includes?: Condition;
  readonly excludes?: Condition;
}

interface Profile {
  readonly defaultAction: string;
  readonly defaultErrnoRet?: number;
  readonly archMap: readonly { readonly architecture: string; readonly subArchitectures: readonly string[] }[];
  readonly syscalls: readonly Rule[];
}

/**
 * `RuntimeDefault` for a container without capabilities, as runc wants it: the profile's conditions are decided.
 *
 * @see https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp
 */
export function runtimeDefaultSeccomp(): object {
  if (!existsSync(PROFILE)) throw new Error(`${PROFILE} is missing: run scripts/base-image.sh`);
  const own = ARCHITECTURES[process.arch];
  if (!own) throw new Error(`no seccomp profile for ${process.arch}`);
  const profile = JSON.parse(readFileSync(PROFILE, 'utf8')) as Profile;
  const family = profile.archMap.find(({ architecture }) => architecture === own.seccomp);
  const holds = ({ includes, excludes }: Rule): boolean =>
    !(includes?.caps?.length || excludes?.arches?.includes(own.condition)) &&
    (!includes?.arches?.length || includes.arches.includes(own.condition));
  return {
    defaultAction: profile.defaultAction,
    defaultErrnoRet: profile.defaultErrnoRet,
    architectures: [own.seccomp, ...(family?.subArchitectures ?? [])],
    syscalls: profile.syscalls
      .filter(holds)
      .map(({ names, action, args, errnoRet }) => ({ names, action, args: args ?? undefined, errnoRet })),
  };
}
