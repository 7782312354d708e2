import type { ToEvaluator } from "../bridge.ts";
import { completeNothing, inspectNothing } from "../intelligence/index.ts";
import type { Connection, JsonObject } from "../wire/index.ts";
import type { Conversation, Request } from "./conversation.ts";
import { type Executions, refusal } from "./executions.ts";
import type { History } from "./history.ts";
import { kernelInfo } from "./kernel-info.ts";
import { log } from "./log.ts";

/** What the requests act upon. */
export interface Served {
  readonly connection: Connection;
  readonly conversation: Conversation;
  readonly executions: Executions;
  readonly history: History;
  readonly ask: (question: Omit<ToEvaluator & { kind: "completeness" }, "question">) => Promise<JsonObject>;
  readonly interrupt: () => Promise<void>;
  readonly shutdown: () => Promise<void>;
}

type Handler = (served: Served, content: JsonObject, request: Request) => JsonObject | Promise<JsonObject>;

const handlers: Readonly<Record<string, Handler>> = {
  kernel_info_request: kernelInfo,
  connect_request: ({ connection: { shell_port, iopub_port, stdin_port, hb_port, control_port } }) => ({
    status: "ok",
    shell_port,
    iopub_port,
    stdin_port,
    hb_port,
    control_port,
  }),
  history_request: ({ history }, content) => history.answer(content),
  comm_info_request: () => ({ status: "ok", comms: {} }),
  complete_request: (_, content) => completeNothing(content),
  inspect_request: () => inspectNothing(),
  is_complete_request: ({ ask }, { code }) =>
    typeof code === "string" ? ask({ kind: "completeness", code }) : refusal("content.code must be text"),
  interrupt_request: async ({ interrupt }) => {
    await interrupt();
    return { status: "ok" };
  },
  shutdown_request: (_, { restart }) => ({ status: "ok", restart: restart === true }),
};

/** Serves one request: busy, the reply, idle. An unknown type is noted in the log and passed over. */
export async function serve(served: Served, request: Request): Promise<void> {
  const { header, content } = request.message;
  const type = header.msg_type;
  const { conversation, executions } = served;
  if (type === "execute_request" && request.channel === "shell") return executions.add(request);
  conversation.status("busy", header);
  try {
    if (type === "comm_open")
      conversation.publish("comm_close", { comm_id: content.comm_id ?? "", data: {} }, header);
    else if (!Object.hasOwn(handlers, type))
      log(`${request.channel}: passed over a message of type ${JSON.stringify(type)}`);
    else conversation.reply(request, await handlers[type]!(served, content, request));
  } catch (error) {
    log(`${type}: ${error instanceof Error ? error.stack : error}`);
    conversation.reply(request, refusal(String(error)));
  }
  conversation.status("idle", header);
  if (type === "shutdown_request") await served.shutdown();
}
