import type { Repository } from '../../config/model';

/** Whether the workflows report failed releases. */
export function reports({ delivery }: Repository): boolean {
  return delivery.onFailure === 'issue';
}
