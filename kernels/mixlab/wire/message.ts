/** The value of a JSON document. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object, as every dictionary of a Jupyter message is one. A field that is `undefined` is not sent. */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** A message's header. Fields that newer protocols add (`subshell_id`) are kept as they came. */
export interface Header extends JsonObject {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
}

/** One Jupyter message: routing identities, four dictionaries, binary buffers. */
export interface Message {
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  /** The header of the request that caused this message; `{}` when there is none. */
  readonly parent: Header | Record<string, never>;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
  readonly buffers: readonly Uint8Array[];
}

/** The protocol version written into headers. */
export const protocolVersion = "5.4";

/** Gives a header for a new message; `id` must be new for every message of a session. */
export function newHeader(
  type: string,
  {
    session,
    id,
    username = "kernel",
    date = new Date(),
  }: {
    readonly session: string;
    readonly id: string;
    readonly username?: string;
    readonly date?: Date;
  },
): Header {
  return {
    msg_id: id,
    session,
    username,
    date: date.toISOString(),
    msg_type: type,
    version: protocolVersion,
  };
}
