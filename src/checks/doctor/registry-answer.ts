import type { Asked, Check } from './check';
import { failed, isAnswered, notChecked, ok } from './check';
import type { RegistryAnswer } from '../../clients/registry/ask';
import { loginCommand } from '../../clients/registry/login-command';
import type { Image } from '../../common/image-reference';
import { formatImage } from '../../common/image-reference';
import { hostOf } from '../../config/registries';

/** The answer of the registry about one image. */
export interface ImageFacts {
  readonly app: string;
  readonly image: Image;
  readonly isReleased: boolean;
  readonly answer: RegistryAnswer;
}

/**
 * Whether the registry answers this machine. A missing image is fine before the first release. A refusal shows nothing:
 * some registries refuse what they do not have, and pods use their own login.
 */
export function registryAnswerCheck(registry: string, asked: Asked<ImageFacts>): Check {
  const host = hostOf(registry);
  const subject = { id: 'registry.answer', group: 'registry', title: `${host} answers this machine` } as const;
  if (!isAnswered(asked)) {
    return notChecked(subject, asked.why, 'you', 'run make doctor on a machine with network access');
  }
  const { app, image, isReleased, answer } = asked.answer;
  const name = isReleased ? formatImage(image) : image.name;
  switch (answer.kind) {
    case 'found':
      return ok(subject, `has ${name}`);
    case 'missing':
      return isReleased
        ? failed(
            subject,
            `released image ${name} is missing`,
            'you',
            `roll back to an image that it has: make history APP=${app}`,
          )
        : ok(subject, `no ${name} yet; the first push creates it`);
    case 'denied':
      return notChecked(subject, `does not show ${name}: ${answer.why}`, 'you', loginCommand(host));
    case 'unreachable':
      return notChecked(subject, answer.why, 'you', 'check registry in .projenrc.ts, then run make doctor again');
  }
}
