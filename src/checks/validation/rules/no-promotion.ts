import { isRecord, records } from '../../../common/records';
import type { TreeCheck, Context } from '../context';
import { isHeld } from '../context';
import { isMovingTag } from '../image-name';
import type { Problem } from '../problem';
import { lineInCommand } from '../shell';
import type { Job, WorkflowStep, Workflow } from '../workflows';
import { triggersOf } from '../workflows';

/**
 * S8: every push to the main branch went straight to production, no other branch built anything, and dev waited for a tag
 * that no workflow publishes.
 */
export const noPromotion: TreeCheck = (context) => [...deployedByPush(context), ...published(context)];

/** Text of a step that targets production. */
const PRODUCTION =
  /overlays\/["']?(?:prod|production|live)\b|\b(?:ENV|ENVIRONMENT|TARGET|TARGET_ENV|OVERLAY|STAGE)\w*["']?\s*[:=]\s*["']?(?:prod|production|live)\b/i;

/** Commands that deploy. */
const DEPLOYS =
  /\bset image\b|\bnewTag\b|\bargocd app (?:sync|set)\b|\bkubectl (?:apply|set)\b|\bpython-gitops release\b/;

function deployedByPush({ workflows, scripts }: Context): Problem[] {
  return workflows.filter(pushesOfMain).flatMap((workflow) =>
    workflow.jobs
      .filter((job) => runsOnPush(job) && !hasGate(job))
      .flatMap((job): Problem[] => {
        const steps = scripts.filter((script) => script.workflow === workflow && script.job === job);
        const texts = [...steps.map(({ text }) => text), JSON.stringify(job.data.env ?? {}).replaceAll('"', ' ')];
        if (!texts.some((text) => DEPLOYS.test(text)) || !texts.some((text) => PRODUCTION.test(text))) return [];
        const commands = steps.flatMap((step) => step.commands);
        const command =
          commands.find(({ text }) => PRODUCTION.test(text)) ?? commands.find(({ text }) => DEPLOYS.test(text));
        return [
          {
            rule: 'S8-no-promotion',
            path: workflow.path,
            line: command && lineInCommand(command, Math.max(command.text.search(PRODUCTION), 0)),
            message: `the job ${job.name} deploys production on every push, without a promotion`,
            fix: 'deploy the first environment on a push, and promote to production',
          },
        ];
      }),
  );
}

function pushesOfMain(workflow: Workflow): boolean {
  const triggers = triggersOf(workflow);
  if (!('push' in triggers)) return false;
  const { push } = triggers;
  if (!isRecord(push)) return true;
  if (push.tags !== undefined && push.branches === undefined) return false;
  const { branches } = push;
  return !Array.isArray(branches) || branches.some((branch) => /^(?:main|master|trunk|\*\*?)$/.test(String(branch)));
}

function runsOnPush({ data }: Job): boolean {
  const condition = String(data.if ?? '');
  if (/event_name\s*==\s*'(?!push)/.test(condition)) return false;
  return !/startsWith\(\s*github\.ref\s*,\s*'refs\/tags/.test(condition);
}

/** A GitHub environment can require approval, and keeps the secrets of production from other jobs. */
function hasGate({ data }: Job): boolean {
  return data.environment !== undefined;
}

function published(context: Context): Problem[] {
  const { scripts, workflows, tree, kustomizations, targets, declared } = context;
  const texts = [...workflows.map(({ path }) => tree.text(path) ?? ''), ...scripts.map(({ text }) => text)];
  // Without a workflow that publishes images, they come from elsewhere.
  if (!workflows.some(({ jobs }) => jobs.some(({ steps }) => steps.some(publishes)))) return [];
  const all = texts.join('\n');
  const pushesBranches =
    /(?:tags?|-t|--tag|docker (?:push|tag))\b.*(?:github\.ref_name|GITHUB_REF_NAME)|type=ref,event=branch/.test(all);
  const isPublished = (tag: string): boolean => {
    if (new RegExp(`(?<![\\w-])${tag.replace(/[.]/g, '\\.')}(?![\\w-])`).test(withoutTagsThatAreSet(all))) return true;
    const [, prefix, end] = /^(.*?)(-latest)?$/.exec(tag) ?? [];
    if (end !== undefined) return new RegExp(String.raw`\}\}?-latest|\$\w+-latest|suffix=-latest`).test(all);
    return pushesBranches && prefix !== '';
  };
  const live = new Set(
    targets.filter(({ folder }) => !isHeld(context, folder)).flatMap(({ closure }) => closure.kustomizations),
  );
  return kustomizations
    .all()
    .filter((kustomization) => live.has(kustomization))
    .flatMap((kustomization) =>
      records(kustomization.data.images).flatMap(({ name, newTag, digest }, index): Problem[] => {
        // No workflow here publishes the image of another project.
        if (declared.length > 0 && !declared.some(({ image }) => image === name)) return [];
        if (typeof newTag !== 'string' || digest !== undefined || !isMovingTag(newTag) || isPublished(newTag)) {
          return [];
        }
        return [
          {
            rule: 'S8-no-promotion',
            path: kustomization.path,
            ...kustomizations.position(kustomization, ['images', index, 'newTag']),
            message: `no workflow publishes an image with the tag ${newTag}`,
            fix: 'publish this tag from CI, or hold back the Application until the first release',
          },
        ];
      }),
    );
}

/** Whether a step pushes an image; a step that only builds one, as for a pull request, does not. */
function publishes({ uses, run, data }: WorkflowStep): boolean {
  if (/\b(?:docker|buildah|podman) push\b|\bdocker buildx build\b.*--push\b/.test(run)) return true;
  if (!uses.startsWith('docker/build-push-action@')) return false;
  const { push, outputs } = isRecord(data.with) ? data.with : {};
  return !['undefined', 'false', ''].includes(String(push)) || /type=registry|push=true/.test(String(outputs));
}

/** Text without tags that are only set: setting a tag does not publish an image. */
function withoutTagsThatAreSet(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/\bset image\b|\bnewTag\b|overlays\//.test(line))
    .join('\n');
}
