import { readOutcomes } from '../../../scripts/proofs/outcomes.ts';
import { once } from './once.ts';

/** The outcomes of a topic's proofs, by id. A build asks thousands of times. */
export const topicOutcomes = once(readOutcomes);
