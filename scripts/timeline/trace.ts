/** What a lane stands for. */
export type LaneKind = 'main' | 'thread' | 'cluster' | 'fork' | 'node' | 'program';

/** What the event that spans a whole lane says about it. */
export interface LaneArgs {
  kind: LaneKind;
  /** `main`, `worker 1 · thread`, `sh`. */
  label: string;
  /** The lane that started this one, as `pid.tid`. */
  parent?: string;
  /** An exit code, or the name of a signal; absent where nobody saw the end. */
  exit?: number | string;
  /** The parent ended this thread through `terminate()`. */
  terminated?: true;
  /** Nobody saw its end: it is drawn to the end of the run. */
  open?: true;
}

interface Place {
  pid: number;
  tid: number;
  /** Microseconds since the start of the run. */
  ts: number;
}

/** What says how viewers name and order a process or thread; it happens at no time. */
interface Naming extends Place {
  ph: 'M';
  cat: '__metadata';
  ts: 0;
}

/**
 * The events of a timeline, in the Trace Event Format that Perfetto and Chrome read.
 *
 * `pid` and `tid` are small numbers of our own, so that two recordings of one snippet can be compared.
 * Format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */
export type TraceEvent =
  | (Naming & { name: 'process_name' | 'thread_name'; args: { name: string } })
  | (Naming & { name: 'process_sort_index' | 'thread_sort_index'; args: { sort_index: number } })
  /** The whole life of a process or thread. */
  | (Place & { ph: 'X'; cat: 'lane'; name: string; dur: number; args: LaneArgs })
  /** From the spawn to the first line that ran there. */
  | (Place & { ph: 'X'; cat: 'boot'; name: 'boot'; dur: number })
  /** The thread could take nothing else. */
  | (Place & { ph: 'X'; cat: 'busy'; name: 'busy'; dur: number; args?: { untilKilled: true } })
  | (Place & { ph: 'b'; cat: 'request'; name: string; id: number })
  | (Place & { ph: 'e'; cat: 'request'; name: string; id: number; args: { status?: number } })
  | (Place & { ph: 's'; cat: FlowKind; name: string; id: number; args?: FlowArgs })
  | (Place & { ph: 'f'; cat: FlowKind; name: string; id: number; bp: 'e' })
  /** A message that is known to have reached nobody: the other side had ended, or was ending. */
  | (Place & { ph: 'i'; cat: 'lost'; name: string; s: 't'; args: { to: string } })
  /** A message to, or from, a lane in which there was no probe: the other end of it is not known. */
  | (Place & { ph: 'i'; cat: 'sent'; name: string; s: 't'; args: { to: string } })
  | (Place & { ph: 'i'; cat: 'received'; name: string; s: 't'; args: { from: string } })
  /** How the lane ended. */
  | (Place & { ph: 'i'; cat: 'exit'; name: string; s: 't' });

/** What an arrow stands for: a message, a connection that a cluster's primary hands on, a start. */
export type FlowKind = 'message' | 'connection' | 'spawn';

export interface FlowArgs {
  /** Size on an IPC channel; for postMessage only where it is one string or buffer. */
  bytes?: number;
  /** Bytes of the buffers that were moved instead of copied. */
  transferred?: number;
}

/** What happened where the probe cannot look. */
export interface Unseen {
  /** Labels of lanes of Node in which there was no probe, and of other programs that a channel leads to. */
  lanes?: string[];
  /** Messages on ports that went where they cannot be followed. */
  messages?: number;
  /** A BroadcastChannel was made. */
  broadcast?: true;
}

/** A timeline as it is stored beside a recording. */
export interface Trace {
  traceEvents: TraceEvent[];
  displayTimeUnit: 'ms';
  otherData: {
    id: string;
    /** The run of the recording that this timeline belongs to, or of its second, probed run. */
    run: string;
    node: string;
    /** Milliseconds from the start of the run to its end. */
    duration: number;
    /** How many events the probe wrote, and the milliseconds that this cost all threads together. */
    probe: { events: number; cost: number };
    /** How much more happened than a timeline holds; absent where nothing was left out. */
    leftOut?: Partial<Record<'messages' | 'requests' | 'spans', number>>;
    /** Absent where the probe saw everything. */
    unseen?: Unseen;
  };
}
