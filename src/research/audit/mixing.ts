import type { Stream } from '../../../strategies/v6-published/stream.ts';
import type { MixingFacts } from '../../results/auditModel.ts';

/** How many minutes of a stream hold rows of more than one contract: without any, nothing can be mixed or reordered. */
export function mixingOf({ length, time, contract }: Stream): MixingFacts {
  const contracts = new Set<number>();
  let minutes = 0;
  let minutesWithSeveral = 0;
  for (let from = 0; from < length; ) {
    let isSeveral = false;
    let i = from;
    for (; i < length && time[i] === time[from]; i++) {
      contracts.add(contract[i]!);
      if (contract[i] !== contract[from]) isSeveral = true;
    }
    minutes++;
    if (isSeveral) minutesWithSeveral++;
    from = i;
  }
  return { contracts: contracts.size, minutes, minutesWithSeveral };
}
