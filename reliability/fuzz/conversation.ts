import { type Chance, chanceOf } from '../chaos/random.ts';
import { type FuzzRequest, validRequest } from './http-requests.ts';
import { spoil } from './spoilt-bytes.ts';
import type { Surroundings } from './surroundings.ts';
import { upgradeRequest } from './upgrade-requests.ts';

/** What one client does on one connection. */
export interface Conversation {
  number: number;
  /** What is sent, a character for each byte, and where it is cut into pieces. */
  bytes: string;
  cuts: number[];
  /** Sent after an upgrade was agreed on. */
  frames: Buffer[];
  httpRequests: number;
  upgrades: number;
  methods: string[];
  /** For each answer the body that a 200 has to have, or null where it is not known. */
  echoed: (string | null)[];
  /** So many answers at most. */
  mostAnswers: number;
  /** So many answers, unless the client goes away before; null where the bytes leave that open. */
  dueAnswers: number | null;
  /** Leaves at once when all is sent: `resets`, or `destroys` (FIN, with whatever has come unread). */
  leaves: 'when_done' | 'resets' | 'destroys';
}

const upgradeShare = 0.12;
const spoiltShare = 0.5;

/** The conversation with this number: the same for the same seed and surroundings. */
export function conversationOf(seed: number, number: number, around: Surroundings): Conversation {
  const chance = chanceOf(seed * 1_000_003 + number);
  const conversation = chance.happens(upgradeShare)
    ? upgradeConversation(chance, number, around)
    : requestConversation(chance, number, around);
  return { ...conversation, cuts: cutsOf(chance, conversation.bytes), leaves: leaving(chance) };
}

type Made = Omit<Conversation, 'cuts' | 'leaves'>;

function requestConversation(chance: Chance, number: number, around: Surroundings): Made {
  const requests = Array.from({ length: chance.pick([1, 1, 2, 4, 8, 16]) }, () => validRequest(chance, around));
  const spoilt = chance.happens(spoiltShare);
  const last = requests.findIndex(({ isLast }) => isLast);
  const read = last === -1 ? requests : requests.slice(0, last + 1);
  const made: Made = {
    number,
    bytes: requests.map(({ bytes }) => bytes).join(''),
    frames: [],
    httpRequests: requests.length,
    upgrades: 0,
    methods: requests.map(({ method }) => method),
    echoed: requests.map(({ echoed }) => echoed),
    mostAnswers: read.length,
    dueAnswers: firstOpen(read),
  };
  return patient(spoilt ? spoiltConversation(chance, made) : made, made.dueAnswers === null);
}

/** Of more that waits behind a request nothing is read, and so nobody sees that the client has left. */
const readAhead = 60_000;

/** Behind a request that may never be answered, no more is sent than is read ahead. */
function patient(made: Made, isOpen: boolean): Made {
  return isOpen ? { ...made, bytes: made.bytes.slice(0, readAhead) } : made;
}

/** After an instance that answers nonsense or nothing, nothing has to come any more. */
function firstOpen(requests: FuzzRequest[]): number | null {
  const at = requests.findIndex(({ isAnswered }) => !isAnswered);
  return at === -1 ? requests.length : null;
}

function upgradeConversation(chance: Chance, number: number, around: Surroundings): Made {
  const { bytes, frames, isAnswered } = upgradeRequest(chance, around);
  const made: Made = {
    number,
    bytes,
    frames,
    httpRequests: 0,
    upgrades: 1,
    methods: [bytes.split(' ', 1)[0] ?? ''],
    echoed: [null],
    // What was sent early may be a request of its own where the handshake was none.
    mostAnswers: 1 + requestLines(bytes),
    dueAnswers: isAnswered ? 1 : null,
  };
  return patient(chance.happens(0.25) ? spoiltConversation(chance, made) : made, !isAnswered);
}

/** Of spoilt bytes nobody can say how many answers they get, but it is not more than there are request lines, and a refusal. */
function spoiltConversation(chance: Chance, made: Made): Made {
  // An answer to HEAD has no body, and which one that is cannot be said any more.
  const bytes = spoil(chance, made.bytes.replaceAll('HEAD ', 'GET '));
  return {
    ...made,
    bytes,
    methods: [],
    echoed: [],
    mostAnswers: requestLines(bytes) + 1,
    dueAnswers: null,
  };
}

function requestLines(bytes: string): number {
  return bytes.match(/ HTTP\/1\.[01]\r\n/g)?.length ?? 0;
}

function cutsOf(chance: Chance, bytes: string): number[] {
  if (chance.happens(0.7) || bytes.length > 20_000) return [];
  return Array.from({ length: chance.between(1, 6) }, () => chance.between(0, bytes.length)).sort((a, b) => a - b);
}

function leaving(chance: Chance): Conversation['leaves'] {
  if (!chance.happens(0.06)) return 'when_done';
  return chance.happens(0.5) ? 'resets' : 'destroys';
}
