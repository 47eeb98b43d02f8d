// Written by `npm run apigen` from crates/api/openapi.json. Do not edit.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description How the server is. */
        Health: {
            /** @description `ok`. */
            status: string;
        };
        /** @description A problem document as it is sent. */
        Problem: {
            /** @description Names the kind of problem. */
            type: string;
            /** @description The kind of problem in a few words. */
            title: string;
            /**
             * Format: uint16
             * @description The HTTP status.
             */
            status: number;
            /** @description What is wrong this time. */
            detail: string;
            /** @description The last part of `type`: stable, for programs. */
            code: string;
            /** @description What to do about it. */
            hint?: string | null;
            /** @description The name of the limit that is reached, such as `flow_at_once`. */
            limit?: string | null;
            /** @description The id of the request, as in the server's log. */
            request_id: string;
            /** @description Fields of the request that are wrong. */
            fields: components["schemas"]["FieldProblem"][];
            /** @description Problems of a flow. */
            problems: components["schemas"]["FlowProblem"][];
        };
        /** @description A field of a request that is wrong. */
        FieldProblem: {
            /** @description Its path with dots. */
            field: string;
            /** @description What is wrong with it. */
            message: string;
        };
        /** @description Something that is wrong with a flow. */
        FlowProblem: {
            /** @description `error` keeps the flow from being published, `warning` does not. */
            severity: string;
            /** @description Stable code. */
            code: string;
            /** @description What is wrong. */
            message: string;
            /** @description How to mend it. */
            hint: string;
            /** @description The node it is at. */
            node?: string | null;
            /** @description The arrow it is at. */
            edge?: string | null;
            /** @description The parameter it is at, as a path with dots. */
            parameter?: string | null;
        };
        /** @description Whether set-up is needed. */
        SetupState: {
            needed: boolean;
        };
        /** @description The first organisation, workspace and owner. */
        SetUp: {
            /** @description The token of the set-up link the server printed. */
            token: string;
            /** @description Name of the organisation. */
            organisation: string;
            /** @description Name of the first workspace. */
            workspace: string;
            /** @description Name of the owner. */
            name: string;
            /** @description Address the owner signs in with. */
            email: string;
            /** @description At least 10 characters. */
            password: string;
            /** @description IANA zone of the workspace; UTC if left out. */
            time_zone?: string | null;
        };
        /** @description Who is signed in. */
        Me: {
            user: components["schemas"]["UserView"];
            organisation: components["schemas"]["Organisation"];
            /** @description The workspaces they are a member of. */
            workspaces: components["schemas"]["Workspace"][];
            /** @description The server's version. */
            version: string;
        };
        /** @description A person. */
        UserView: {
            id: string;
            name: string;
            email: string;
        };
        Organisation: {
            id: string;
            name: string;
        };
        /** @description A workspace and the caller's role in it. */
        Workspace: {
            id: string;
            name: string;
            /** @description `viewer`, `editor`, `admin` or `owner`. */
            role: string;
            /** @description IANA zone that new flows start with. */
            time_zone: string;
        };
        /** @description Who wants to sign in. */
        SignIn: {
            email: string;
            password: string;
        };
        /** @description A page of a list. */
        List: {
            /** @description The entries. */
            items: components["schemas"]["Session"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A signed-in browser. */
        Session: {
            id: string;
            /** Format: int64 */
            created_at: number;
            /** Format: int64 */
            last_seen_at: number;
            /** @description The browser's own description. */
            user_agent: string;
            /** @description Whether it is the one that asks. */
            current: boolean;
        };
        /** @description A change of password. */
        ChangePassword: {
            /** @description The present password. */
            current: string;
            /** @description The new one, at least 10 characters. */
            new: string;
        };
        /** @description A page of a list. */
        List2: {
            /** @description The entries. */
            items: unknown[];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A page of a list. */
        List3: {
            /** @description The entries. */
            items: components["schemas"]["CredentialKind"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A kind of credential. */
        CredentialKind: {
            name: string;
            title: string;
            /** @description Help, Markdown. */
            docs: string;
            /** @description SVG that draws with `currentColor`. */
            icon: string;
            /** @description JSON Schema of the fields; `x-secret` marks what is never returned. */
            parameters: unknown;
            /** @description Whether it can be tried. */
            testable: boolean;
        };
        /** @description A page of a list. */
        List4: {
            /** @description The entries. */
            items: string[];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description Schedules to look at. */
        PreviewSchedule: {
            /** @description Cron lines; each of them starts runs. */
            lines: string[];
            /** @description The IANA zone the times are meant in. */
            time_zone: string;
            /**
             * Format: uint
             * @description How many times, 1 to 50; 5 if left out.
             */
            count?: number | null;
        };
        /** @description When schedules are due next. */
        SchedulePreview: {
            /** @description What is wrong with the time zone. */
            time_zone_problem?: string | null;
            /** @description What is wrong with a line, in the order of the lines; empty where nothing is. */
            line_problems: string[];
            /** @description The next times of all lines that can be read, by time. */
            times: components["schemas"]["DueTime"][];
            /** @description When the clocks change next in the zone, within a year. */
            clock_change?: components["schemas"]["ClockChange"] | null;
        };
        /** @description A time a run is started at. */
        DueTime: {
            /** Format: int64 */
            at: number;
            /** @description The same in the zone: `2026-11-20T12:00:00+01:00`. */
            local: string;
            /**
             * Format: uint
             * @description Which of the lines.
             */
            line: number;
            /** @description The line names a time of this day that the clocks skip; it is due behind the gap. */
            is_moved: boolean;
        };
        /** @description A change of the clocks. */
        ClockChange: {
            /** Format: int64 */
            at: number;
            /** @description What the clocks show then before they are changed: `2026-03-29T02:00`. */
            from: string;
            /** @description What they show after it: `2026-03-29T03:00`. */
            to: string;
        };
        /** @description A page of a list. */
        List5: {
            /** @description The entries. */
            items: components["schemas"]["SampleFlow"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A flow that works as it is, offered where there is none yet. */
        SampleFlow: {
            /** @description Its name in addresses. */
            id: string;
            /** @description Its name on screen. */
            title: string;
            /** @description What it shows, in a sentence. */
            summary: string;
            /** @description The flow. */
            document: components["schemas"]["Flow"];
        };
        /** @description A flow as drawn and as kept in a file. */
        Flow: {
            /** @description Always `towpath.flow`. */
            format: string;
            /**
             * Format: uint32
             * @description Version of the file format, now 1.
             */
            version: number;
            /** @description The name people know the flow by. */
            name: string;
            /** @description What the flow is for, in a sentence or two. */
            description?: string;
            /**
             * @description How runs of this flow behave.
             * @default {
             *       "time_zone": "UTC",
             *       "durability": "durable",
             *       "on_error": "stop"
             *     }
             */
            settings?: components["schemas"]["Settings"];
            /**
             * @description The blocks.
             * @default []
             */
            nodes?: components["schemas"]["Node"][];
            /**
             * @description The arrows, in the order they were wired; joins append items in this order.
             * @default []
             */
            edges?: components["schemas"]["Edge"][];
            /**
             * @description What blocks give in runs by hand and in tests instead of being performed: the
             *     data of the items at their first port.
             */
            pinned?: {
                [key: string]: unknown[];
            };
            /** @description Notes stuck on the canvas. */
            notes?: components["schemas"]["Note"][];
            /** @description Nodes that belong together for people; runs take no notice of them. */
            groups?: components["schemas"]["Group"][];
        };
        /** @description How runs of a flow behave. */
        Settings: {
            /**
             * @description IANA time zone of the flow's dates and schedules, such as `Europe/Berlin`.
             * @default UTC
             */
            time_zone?: string;
            /**
             * @description How often progress is written down.
             * @default durable
             */
            durability?: components["schemas"]["Durability"];
            /**
             * @description What happens when a node fails and its error port is not wired.
             * @default stop
             */
            on_error?: components["schemas"]["FlowOnError"];
            /**
             * Format: uint64
             * @description A run that takes longer than this fails, in milliseconds. None: no limit.
             */
            timeout_ms?: number | null;
            /** @description How many runs may be under way at once. None: as many as come. */
            concurrency?: components["schemas"]["Concurrency"] | null;
            /** @description How many runs may begin in a time. None: as many as come. */
            rate?: components["schemas"]["Rate"] | null;
            /** @description The flow (with an error trigger) that is started when a run of this one fails. */
            error_flow?: string | null;
            /**
             * @description When a run fails, what its blocks did is undone: the blocks they name for that
             *     run, the latest work first.
             */
            compensate?: boolean;
            /**
             * @description An expression that cannot be evaluated, such as a field of a missing
             *     object, gives nothing instead of an error. Set for flows brought from n8n.
             */
            lenient_expressions?: boolean;
            /**
             * @description An arrow along which no item goes counts as skipped, so that a node without
             *     items does not run. Set for flows brought from n8n.
             */
            skip_empty?: boolean;
            /** @description The flow can be published only while all of its tests pass. */
            tests_must_pass?: boolean;
        };
        /** @description How often the progress of a run is written down. */
        Durability: "fast" | "durable" | "strict";
        /** @description What a flow does when a node fails and its error port is not wired. */
        FlowOnError: "stop" | "continue";
        /** @description How many runs of a flow may be under way at once. A run that waits keeps its place. */
        Concurrency: {
            /**
             * Format: uint32
             * @description So many.
             */
            at_once: number;
            /**
             * @description A text with an expression over the trigger's first item, such as
             *     `{{ $json.customer }}`: runs are counted for each value. Empty: all together.
             */
            key?: string;
            /** @description What becomes of a run for which there is no place. */
            when_full?: components["schemas"]["WhenFull"];
        };
        /** @description What becomes of a run that a limit does not let begin. */
        WhenFull: "wait" | "refuse" | "skip";
        /** @description How many runs of a flow may begin in a time: never more than `runs` within any `per_ms`. */
        Rate: {
            /**
             * Format: uint32
             * @description So many.
             */
            runs: number;
            /**
             * Format: uint64
             * @description In this time, in milliseconds.
             */
            per_ms: number;
            /**
             * @description A text with an expression over the trigger's first item: runs are counted for
             *     each value. Empty: all together.
             */
            key?: string;
            /** @description What becomes of a run that would be too many. */
            when_full?: components["schemas"]["WhenFull"];
        };
        /** @description A block of a flow. */
        Node: {
            /** @description Unique in the flow. */
            id: components["schemas"]["NodeId"];
            /** @description Which kind of node, such as `set_fields`. */
            kind: string;
            /**
             * Format: uint32
             * @description Version of the kind's parameters; 1 if left out.
             * @default 1
             */
            kind_version?: number;
            /** @description Unique in the flow; expressions name the node by it. */
            name: string;
            /** @description The container the node stands in, such as a loop. None: the flow itself. */
            parent?: components["schemas"]["NodeId"] | null;
            /**
             * @description Where the node stands on the canvas.
             * @default {
             *       "x": 0,
             *       "y": 0
             *     }
             */
            position?: components["schemas"]["Position"];
            /**
             * @description The parameters, as the kind's schema says; texts may hold `{{ expressions }}`.
             * @default {}
             */
            parameters?: {
                [key: string]: unknown;
            };
            /** @description Credentials by slot: ids on the server, empty in files. */
            credentials?: {
                [key: string]: string;
            };
            /** @description When the node may start, if several arrows come in. */
            join?: components["schemas"]["Join"];
            /** @description How failures are tried again. None: the default policy. */
            retry?: components["schemas"]["Retry"] | null;
            /**
             * Format: uint64
             * @description One attempt may take this long, in milliseconds. None: the kind's default.
             */
            timeout_ms?: number | null;
            /** @description What a failure of this node does, its error port apart. */
            on_error?: components["schemas"]["OnError"];
            /** @description The block that undoes what this one did, when the flow fails and shall be undone. */
            compensate_with?: components["schemas"]["NodeId"] | null;
            /** @description What happens when a crash leaves it unknown whether the effect took place. */
            on_uncertain?: components["schemas"]["OnUncertain"];
            /** @description Where the node gives no item at its first port, it gives one empty item. */
            always_output?: boolean;
            /** @description The node sees only the first item of each input. */
            once?: boolean;
            /** @description A disabled node passes its items on untouched. */
            disabled?: boolean;
            /** @description A note for people. */
            note?: string;
        };
        /** @description The id of a node inside its flow; stable over versions. */
        NodeId: string;
        /** @description A point on the canvas, in canvas units from the top left. */
        Position: {
            /**
             * Format: double
             * @description To the right.
             */
            x: number;
            /**
             * Format: double
             * @description Down.
             */
            y: number;
        };
        /** @description When a node with several arrows in may start. */
        Join: {
            /**
             * @description The rule.
             * @default all
             */
            rule?: components["schemas"]["JoinRule"];
            /**
             * Format: uint64
             * @description Start with what is there this long after the first arrow was decided, in
             *     milliseconds; arrows still pending then count as skipped. None: wait for ever.
             */
            timeout_ms?: number | null;
        };
        /** @description The rule of a join. */
        JoinRule: "all" | "all_required" | "any" | {
            /** Format: uint32 */
            first: number;
        } | {
            specific: components["schemas"]["EdgeId"][];
        };
        /** @description The id of an edge inside its flow; stable over versions. */
        EdgeId: string;
        /** @description How a node's failures are tried again. Without further words only transient ones are. */
        Retry: {
            /**
             * Format: uint32
             * @description Attempts after the first, those after errors of all classes counted; at most
             *     20. The default is 3.
             * @default 3
             */
            maximum?: number;
            /**
             * @description The pause before each further attempt, in milliseconds; the last one repeats.
             * @default [
             *       1000,
             *       5000,
             *       15000,
             *       60000,
             *       300000
             *     ]
             */
            delays_ms?: number[];
            /** @description The errors that are tried again. The default is `transient`. */
            on?: components["schemas"]["RetryClass"][];
            /** @description Classes of errors that are tried again in a way of their own, besides those in `on`. */
            classes?: {
                [key: string]: components["schemas"]["Strategy"];
            };
            /**
             * Format: uint8
             * @description Pauses are longer by a random share of up to so many percent, so that runs that
             *     failed together do not come back together; at most 100. The default is 20.
             */
            spread_percent?: number;
        };
        /** @description A class of errors as retries know it: one of the two large ones, or a part of it. */
        RetryClass: "transient" | "rate_limited" | "timeout" | "network" | "server" | "permanent" | "authentication" | "invalid";
        /** @description How errors of one class are tried again. */
        Strategy: {
            /**
             * Format: uint32
             * @description Attempts after the first. None: as for all errors; 0: never.
             */
            maximum?: number | null;
            /** @description The pauses, in milliseconds. None: as for all errors. */
            delays_ms?: number[] | null;
        };
        /** @description What a failure of a node does when its error port is not wired. */
        OnError: "flow" | "stop" | "continue" | "pass_on";
        /** @description What happens to a step whose effect may or may not have taken place. */
        OnUncertain: "retry" | "look_up" | "ask" | "skip" | "fail";
        /** @description An arrow from a node's output port to a node's input port. */
        Edge: {
            /** @description Unique in the flow. */
            id: components["schemas"]["EdgeId"];
            /** @description Where it starts. */
            from: components["schemas"]["PortRef"];
            /** @description Where it ends. */
            to: components["schemas"]["PortRef"];
        };
        /** @description A port of a node. */
        PortRef: {
            /** @description The node. */
            node: components["schemas"]["NodeId"];
            /**
             * @description The name of the port, `main` if left out.
             * @default main
             */
            port?: string;
        };
        /** @description A note stuck on the canvas. */
        Note: {
            /** @description Unique in the flow. */
            id: string;
            /** @description The text, Markdown. */
            text: string;
            /**
             * @description Where it hangs.
             * @default {
             *       "x": 0,
             *       "y": 0
             *     }
             */
            position?: components["schemas"]["Position"];
            /**
             * Format: double
             * @description Its width in canvas units.
             */
            width: number;
            /**
             * Format: double
             * @description Its height in canvas units.
             */
            height: number;
        };
        /** @description Nodes drawn in a coloured frame, or folded into one card. */
        Group: {
            /** @description Unique in the flow. */
            id: string;
            /**
             * @description What stands on the frame.
             * @default
             */
            label?: string;
            /** @description The name of its colour, such as `green`. */
            colour?: string;
            /**
             * @description The nodes in it.
             * @default []
             */
            nodes?: components["schemas"]["NodeId"][];
            /** @description Folded: drawn as one card. */
            collapsed?: boolean;
        };
        /** @description A page of a list. */
        List6: {
            /** @description The entries. */
            items: components["schemas"]["Workspace"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A new workspace. */
        NewWorkspace: {
            name: string;
            /** @description IANA zone that new flows start with. */
            time_zone: string;
        };
        /** @description A change of a workspace. */
        ChangeWorkspace: {
            name?: string | null;
            time_zone?: string | null;
        };
        /** @description The limits of a workspace. */
        WorkspaceLimits: {
            /** @description Those its owner set. */
            own: components["schemas"]["RunLimits"];
            /** @description Those of the server, for every workspace; the tighter ones count. */
            server: components["schemas"]["RunLimits"];
        };
        /** @description Limits of runs; null is no limit. */
        RunLimits: {
            /**
             * Format: uint32
             * @description Runs under way at once; a run that waits counts.
             */
            at_once?: number | null;
            /** @description Runs that begin in a time. */
            rate?: components["schemas"]["RunRate"] | null;
        };
        /** @description How many runs begin in a time. */
        RunRate: {
            /** Format: uint32 */
            runs: number;
            /**
             * Format: uint64
             * @description One second to one day, in milliseconds.
             */
            per_ms: number;
        };
        /** @description Where a workspace is at home. */
        RegionView: {
            /** @description Its home. Null: there are no regions. */
            region?: string | null;
            /** @description All regions this server knows, its own first. */
            regions: string[];
        };
        /** @description Another home. */
        SetRegion: {
            /** @description One of the regions this server knows. */
            region: string;
        };
        /** @description A page of a list. */
        List7: {
            /** @description The entries. */
            items: components["schemas"]["Member"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A member of a workspace. */
        Member: {
            user: components["schemas"]["UserView"];
            /** @description `viewer`, `editor`, `admin` or `owner`. */
            role: string;
        };
        /** @description Somebody who becomes a member. */
        NewMember: {
            email: string;
            /** @description Used if nobody has this address yet. */
            name: string;
            role: components["schemas"]["Role"];
            /** @description First password; used if nobody has this address yet. */
            password: string;
        };
        /**
         * @description What a member may do; each includes those before it.
         * @enum {string}
         */
        Role: "viewer" | "editor" | "admin" | "owner";
        /** @description A change of role. */
        ChangeMember: {
            role: components["schemas"]["Role"];
        };
        /** @description A page of a list. */
        List8: {
            /** @description The entries. */
            items: components["schemas"]["Token"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description An API token without its secret. */
        Token: {
            id: string;
            /** @description What it is for. */
            name: string;
            /** @description What it may do. */
            scopes: string[];
            /** Format: int64 */
            created_at: number;
            /** Format: int64 */
            last_used_at?: number | null;
            /**
             * Format: int64
             * @description When it ends; null: never.
             */
            expires_at?: number | null;
        };
        /** @description A token to be made. */
        NewToken: {
            /** @description What it is for. */
            name: string;
            /**
             * @description What it may do: `flows:read`, `flows:write`, `runs:read`, `runs:write`,
             *     `credentials:write`, `queue:write`.
             */
            scopes: string[];
            /**
             * Format: int64
             * @description When it ends; never if left out.
             */
            expires_at?: number | null;
        };
        /** @description A new token. The only answer that holds the secret. */
        CreatedToken: {
            id: string;
            /** @description What it is for. */
            name: string;
            /** @description What it may do. */
            scopes: string[];
            /** Format: int64 */
            created_at: number;
            /** Format: int64 */
            last_used_at?: number | null;
            /**
             * Format: int64
             * @description When it ends; null: never.
             */
            expires_at?: number | null;
            /** @description The secret; it is never shown again. */
            token: string;
        };
        /** @description A page of a list. */
        List9: {
            /** @description The entries. */
            items: components["schemas"]["AuditEntry"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A line of the audit log. */
        AuditEntry: {
            id: string;
            /** Format: int64 */
            at: number;
            actor: components["schemas"]["AuditActor"];
            /** @description What was done, such as `flow.published`. */
            action: string;
            /** @description To what, as an id. */
            subject: string;
            /** @description More about it. */
            detail: unknown;
        };
        /** @description Who did it. */
        AuditActor: {
            /** @description `user`, `token` or `system`. */
            kind: string;
            id: string;
            /** @description Their name at that time. */
            name: string;
        };
        /** @description The processes of the server. */
        Workers: {
            /** @description Whether several processes can share the database. */
            shared: boolean;
            /**
             * Format: int64
             * @description The database's time.
             */
            now: number;
            /** @description Those that are there. */
            workers: components["schemas"]["WorkerView"][];
            /** @description Those that are gone, newest first; each is shown for an hour. */
            gone: components["schemas"]["GoneView"][];
            /** @description Open runs of the whole server. */
            queue: components["schemas"]["QueueView"];
            /** @description How the newest ended runs of this workspace fared. */
            recent: components["schemas"]["RecentView"];
        };
        /** @description A process. */
        WorkerView: {
            /** @description This life of it. None: it is the only one. */
            id?: string | null;
            /** @description The machine it is on. */
            host: string;
            /**
             * Format: uint32
             * @description Its number there.
             */
            process: number;
            /** @description `all`, `api`, `worker` or `scheduler`. */
            role: string;
            /** @description The version of the program. */
            version: string;
            /** @description `alive`, `draining`, or `late` if it was not seen for a while. */
            state: string;
            /** Format: int64 */
            started_at?: number | null;
            /**
             * Format: int64
             * @description When it last showed that it lives.
             */
            seen_at?: number | null;
            /**
             * Format: uint64
             * @description Open runs it owns.
             */
            runs_owned: number;
            /** Format: uint64 */
            runs_in_memory: number;
            /**
             * Format: uint64
             * @description Runs it wakes when their time comes.
             */
            runs_asleep: number;
            /**
             * Format: uint64
             * @description Steps being performed.
             */
            steps: number;
            /**
             * Format: uint64
             * @description So many can be at once.
             */
            steps_at_most: number;
            /**
             * Format: uint64
             * @description Runs that wait for their turn.
             */
            runs_queued: number;
            /** @description Who carries hints between it and others, in the order in which they are tried. */
            carriers: components["schemas"]["CarrierView"][];
        };
        /** @description Who carries hints between processes. Without one, they are found by beats. */
        CarrierView: {
            /** @description `redis` or `postgres`. */
            name: string;
            /** @description Why it carries nothing at the moment. */
            problem?: string | null;
        };
        /** @description A process that is gone. */
        GoneView: {
            id: string;
            host: string;
            /** Format: uint32 */
            process: number;
            role: string;
            /** Format: int64 */
            gone_at: number;
            /** @description It did not say so: it was killed, stood still or lost the database. */
            crashed: boolean;
            /** @description All its runs were taken over. */
            taken_over: boolean;
        };
        /** @description Open runs. */
        QueueView: {
            /** @description How many, by status. */
            by_status: {
                [key: string]: number;
            };
            /**
             * Format: uint64
             * @description Those that no process owns at the moment.
             */
            unowned: number;
            /**
             * Format: uint64
             * @description What one process asked of another that is not answered.
             */
            inbox: number;
        };
        /** @description How the newest ended runs fared. */
        RecentView: {
            /**
             * Format: uint64
             * @description How many are counted.
             */
            runs: number;
            /** Format: uint64 */
            failed: number;
            /**
             * Format: int64
             * @description Half of them took no longer, in milliseconds.
             */
            median_ms?: number | null;
            /**
             * Format: int64
             * @description 19 of 20 took no longer, in milliseconds.
             */
            slow_ms?: number | null;
        };
        /** @description How the processes are. */
        WorkersHealth: {
            /** @description `healthy`, `degraded` (runs go on, later or with fewer processes) or `failing` (no process performs runs). */
            status: string;
            /** @description What is not as it should be, a sentence each. */
            reasons: string[];
            /**
             * Format: uint64
             * @description Processes that are there and heard of.
             */
            alive: number;
            /** Format: uint64 */
            late: number;
            /** Format: uint64 */
            draining: number;
            /**
             * Format: uint64
             * @description Processes that were lost in the last hour.
             */
            crashed: number;
        };
        /** @description What there is to do, and how runs fared. */
        WorkersStats: {
            /** @description Open runs of the whole server. */
            queue: components["schemas"]["QueueView"];
            /** @description How the newest ended runs of this workspace fared. */
            recent: components["schemas"]["RecentView"];
            /**
             * Format: uint64
             * @description Runs in memory, of all processes.
             */
            runs_in_memory: number;
            /**
             * Format: uint64
             * @description Runs that wait for their turn, of all processes.
             */
            runs_queued: number;
            /**
             * Format: uint64
             * @description Steps being performed, of all processes.
             */
            steps: number;
            /**
             * Format: uint64
             * @description So many can be at once.
             */
            steps_at_most: number;
        };
        /**
         * @description How a flow stands.
         * @enum {string}
         */
        FlowState: "draft" | "live" | "paused";
        /** @description A page of a list. */
        List10: {
            /** @description The entries. */
            items: components["schemas"]["FlowSummary"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A flow in a list. */
        FlowSummary: {
            id: string;
            name: string;
            description: string;
            /** @description `draft`, `live` or `paused`. */
            state: string;
            /**
             * Format: uint32
             * @description The number of the published version; null before the first.
             */
            version?: number | null;
            /** @description Whether whoever asks has a draft with changes that are not published. */
            draft_changed: boolean;
            /** Format: int64 */
            updated_at: number;
            updated_by?: components["schemas"]["PersonName"] | null;
            /** @description Kinds of the trigger nodes, as they were drawn last. */
            trigger_kinds: string[];
            runs: components["schemas"]["RunCounts"];
        };
        /** @description A person by name. */
        PersonName: {
            id: string;
            name: string;
        };
        /** @description How many runs a flow has. */
        RunCounts: {
            /** Format: uint64 */
            in_progress: number;
            /** Format: uint64 */
            finished_24h: number;
            /** Format: uint64 */
            failed_24h: number;
        };
        /** @description A new flow. */
        NewFlow: {
            name: string;
            /** @description What it begins with; empty if left out. */
            document?: components["schemas"]["Flow"] | null;
        };
        /** @description A flow with its draft. */
        FlowDetail: {
            id: string;
            name: string;
            description: string;
            /** @description `draft`, `live` or `paused`. */
            state: string;
            /**
             * Format: uint32
             * @description The number of the published version; null before the first.
             */
            version?: number | null;
            /** @description Whether whoever asks has a draft with changes that are not published. */
            draft_changed: boolean;
            /** Format: int64 */
            updated_at: number;
            updated_by?: components["schemas"]["PersonName"] | null;
            /** @description Kinds of the trigger nodes, as they were drawn last. */
            trigger_kinds: string[];
            runs: components["schemas"]["RunCounts"];
            /**
             * @description The draft of whoever asks. If they have none: what is published or, before anything is,
             *     the draft that was saved last.
             */
            document: components["schemas"]["Flow"];
            /**
             * Format: uint64
             * @description Grows with every change of the draft; saving and publishing name it.
             */
            revision: number;
            /** @description Whose draft the document is; null: it is published, or as it was made. */
            draft_by?: components["schemas"]["PersonName"] | null;
            /**
             * Format: uint32
             * @description The number of the version the document was begun from; null: none was published.
             */
            base?: number | null;
            /** @description What is wrong with the draft. */
            problems: components["schemas"]["FlowProblem"][];
            /** @description Addresses and times of the triggers. */
            triggers: components["schemas"]["FlowTrigger"][];
        };
        /** @description A trigger of the draft: its address, or when it is due. */
        FlowTrigger: {
            node: string;
            kind: string;
            /** @description Full address of a webhook. */
            url?: string | null;
            /** @description Full address that runs the draft while the server listens for it. */
            test_url?: string | null;
            /**
             * Format: int64
             * @description When it starts the next run.
             */
            next_at?: number | null;
            /** @description The cron expression. */
            schedule?: string | null;
        };
        /** @description A document to be checked. */
        CheckFlow: {
            document: components["schemas"]["Flow"];
        };
        /** @description What is wrong with a document. */
        Checked: {
            problems: components["schemas"]["FlowProblem"][];
        };
        /** @description A flow file. */
        ImportFlow: {
            /** @description The file's content. */
            document: unknown;
        };
        /** @description A workflow of n8n. */
        ImportN8n: {
            /** @description The text of a workflow file, or what n8n puts on the clipboard. */
            text: string;
        };
        /** @description A flow that was brought from n8n. */
        ImportedFlow: {
            /** @description The flow, a draft. */
            flow: components["schemas"]["FlowDetail"];
            /** @description What could not be taken over as it was. */
            report: components["schemas"]["ImportReport"];
        };
        /** @description What came of an import. */
        ImportReport: {
            /**
             * Format: uint
             * @description Nodes in the file.
             */
            nodes: number;
            /**
             * Format: uint
             * @description Nodes that work as they did.
             */
            nodes_complete: number;
            /**
             * Format: uint
             * @description Nodes that were taken over but for what the findings say.
             */
            nodes_partial: number;
            /**
             * Format: uint
             * @description Nodes that are kept but do nothing.
             */
            nodes_unknown: number;
            /**
             * Format: uint
             * @description Connections in the file.
             */
            connections: number;
            /**
             * Format: uint
             * @description Expressions in the file.
             */
            expressions: number;
            /**
             * Format: uint
             * @description Expressions that use something that does not exist here.
             */
            expressions_unsupported: number;
            /** @description Those of the flow as a whole first, then by node. */
            findings: components["schemas"]["ImportFinding"][];
        };
        /** @description Something that could not be taken over as it was. */
        ImportFinding: {
            /** @description How much it matters. */
            weight: components["schemas"]["ImportWeight"];
            /** @description A stable code, such as `node_unknown`. */
            code: string;
            /** @description The name of the node; none: the flow as a whole. */
            node?: string | null;
            /** @description The id of the node in the flow. */
            node_id?: string | null;
            /** @description What n8n calls this kind of node. */
            kind?: string | null;
            /** @description The field of n8n's node. */
            field?: string | null;
            /** @description What happened. */
            message: string;
            /** @description What to do. */
            hint: string;
        };
        /** @description How much a finding matters. */
        ImportWeight: "blocking" | "changed" | "note";
        /** @description What a workflow of n8n would become. */
        ImportPreview: {
            /** @description The flow it would become. */
            document: components["schemas"]["Flow"];
            /** @description What could not be taken over as it was. */
            report: components["schemas"]["ImportReport"];
        };
        /** @description A new name or description. */
        ChangeFlow: {
            name?: string | null;
            description?: string | null;
        };
        /** @description A draft to be kept. */
        SaveDraft: {
            document: components["schemas"]["Flow"];
            /**
             * Format: uint64
             * @description The revision it was made from.
             */
            revision: number;
            /**
             * Format: uint32
             * @description The number of the version it takes into account; null: none was published. If left out,
             *     the one it was begun from.
             * @default null
             */
            base?: number | null;
        };
        /** @description A draft that was kept. */
        SavedDraft: {
            /** Format: uint64 */
            revision: number;
            problems: components["schemas"]["FlowProblem"][];
            /** Format: int64 */
            updated_at: number;
        };
        /** @description Who has changed what. */
        FlowDrafts: {
            /**
             * Format: uint32
             * @description The number of the published version; null before the first.
             */
            version?: number | null;
            /** @description Saved last first. */
            items: components["schemas"]["FlowDraft"][];
        };
        /** @description That somebody has changes that are not published. */
        FlowDraft: {
            person: components["schemas"]["PersonName"];
            /**
             * Format: uint32
             * @description The number of the version it was begun from, or was brought up to; null: none was published.
             */
            base?: number | null;
            /** Format: uint64 */
            revision: number;
            /** Format: int64 */
            updated_at: number;
        };
        /** @description Somebody's draft with its document. */
        FlowDraftDetail: {
            person: components["schemas"]["PersonName"];
            /**
             * Format: uint32
             * @description The number of the version it was begun from, or was brought up to; null: none was published.
             */
            base?: number | null;
            /** Format: uint64 */
            revision: number;
            /** Format: int64 */
            updated_at: number;
            document: components["schemas"]["Flow"];
        };
        /** @description A draft to be published. */
        Publish: {
            /**
             * Format: uint64
             * @description The revision that was looked at.
             */
            revision: number;
            /** @description What changed, in words; made from the changes if left out. */
            note?: string | null;
        };
        /** @description A version that was published. */
        Published: {
            /** Format: uint32 */
            version: number;
            version_id: string;
            /** @description Warnings. */
            problems: components["schemas"]["FlowProblem"][];
        };
        /** @description A page of a list. */
        List11: {
            /** @description The entries. */
            items: components["schemas"]["FlowVersion"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A published version. */
        FlowVersion: {
            id: string;
            /** Format: uint32 */
            number: number;
            /** @description What changed, in words. */
            note: string;
            /** Format: int64 */
            published_at: number;
            published_by?: components["schemas"]["PersonName"] | null;
            /** @description Whether it is the one that runs. */
            current: boolean;
            /** @description What people call it. */
            tags: string[];
        };
        /** @description A published version with its document. */
        FlowVersionDetail: {
            id: string;
            /** Format: uint32 */
            number: number;
            /** @description What changed, in words. */
            note: string;
            /** Format: int64 */
            published_at: number;
            published_by?: components["schemas"]["PersonName"] | null;
            /** @description Whether it is the one that runs. */
            current: boolean;
            /** @description What people call it. */
            tags: string[];
            document: components["schemas"]["Flow"];
        };
        /** @description What a version shall be called. */
        VersionTags: {
            /** @description All its tags: at most 10, each of at most 40 letters. */
            tags: string[];
        };
        /** @description What changed. */
        Diff: {
            /** @description Settings, blocks, arrows, notes. */
            changes: unknown[];
        };
        /** @description A page of a list. */
        List12: {
            /** @description The entries. */
            items: components["schemas"]["SavedFlowTest"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A saved test. */
        SavedFlowTest: {
            id: string;
            test: components["schemas"]["FlowTest"];
            /** Format: int64 */
            created_at: number;
            /** Format: int64 */
            updated_at: number;
        };
        /** @description A test of a flow. */
        FlowTest: {
            /** @description What it shows, such as `A VIP is called at once`. */
            name: string;
            /** @description The trigger it starts at; the flow's first if left out. */
            trigger?: components["schemas"]["NodeId"] | null;
            /** @description The data of the items it is triggered with; one empty item if there are none. */
            items?: unknown[];
            /** @description What blocks answer instead of being performed. */
            mocks?: {
                [key: string]: components["schemas"]["Mock"];
            };
            /**
             * @description How the run ends.
             * @default succeeds
             */
            ends?: components["schemas"]["Ending"];
            /** @description What is expected of single blocks. */
            expectations?: components["schemas"]["Expectation"][];
        };
        /** @description What a block answers instead of being performed. */
        Mock: {
            /** @constant */
            answer: "items";
            /** @description The output port; the first if left out. */
            port?: string | null;
            /** @description The data of each item. */
            items: unknown[];
        } | {
            /** @constant */
            answer: "failure";
            /** @description With this sentence. */
            message: string;
        };
        /** @description How a run ends. */
        Ending: "succeeds" | "fails";
        /** @description What is expected of a block. */
        Expectation: {
            /** @description The block. */
            node: components["schemas"]["NodeId"];
            /** @description What it does. */
            that: components["schemas"]["That"];
            /** @description The output port that is meant; the first if left out. */
            port?: string | null;
            /**
             * Format: uint32
             * @description Which of the items, from 0.
             */
            item?: number;
            /** @description The field of the item, such as `customer.name` or `lines.0`; the whole item if empty. */
            path?: string;
            /** @description What is compared with; of `counts` a number. */
            value?: unknown;
        };
        /** @description What a block is expected to do. */
        That: "runs" | "does_not_run" | "takes" | "counts" | "equals" | "contains";
        /** @description Which tests are played. */
        RunFlowTests: {
            /** @description Saved tests; all of the flow if left out. */
            tests?: string[] | null;
            /** @description This test instead, without saving it. */
            unsaved?: components["schemas"]["FlowTest"] | null;
        };
        /** @description How tests went. */
        FlowTestResults: {
            /** @description Whether all passed. */
            passed: boolean;
            items: components["schemas"]["FlowTestResult"][];
        };
        /** @description How a test went. */
        FlowTestResult: {
            /** @description The saved test; left out for one that is not saved. */
            id?: string | null;
            name: string;
            passed: boolean;
            /** @description What was expected and whether it came true: the end of the run first. */
            verdicts: components["schemas"]["Verdict"][];
            /** @description What each block gave, each time it ran; the first 20 of each. */
            given: {
                [key: string]: {
                    [key: string]: unknown[];
                }[];
            };
            /** @description Blocks that reach outside, have no answer in the test, and were left out. */
            withheld: components["schemas"]["NodeId"][];
        };
        /** @description Whether something expected came true. */
        Verdict: {
            /** @description The block; left out where the run as a whole is meant. */
            node?: components["schemas"]["NodeId"] | null;
            /** @description Whether it did. */
            passed: boolean;
            /** @description What was expected or what came instead, as a sentence. */
            message: string;
            /** @description What was expected, where values are compared. */
            expected?: unknown;
            /** @description What came, where values are compared; left out if nothing came. */
            actual?: unknown;
        };
        /** @description A run to be started. */
        StartRun: {
            /** @description The trigger it starts at; the flow's first if left out. */
            node?: string | null;
            /** @description What it is triggered with: the JSON of each item. If left out, what is pinned to the trigger, or one empty item. */
            items?: unknown[] | null;
            /**
             * @description Run the draft, as a test.
             * @default false
             */
            draft?: boolean;
            /** @description Stop after this node: what does not lead to it is skipped. */
            until?: string | null;
            /**
             * @description An earlier test of the flow: what nodes gave in it is taken over where neither they nor
             *     anything before them has changed, and its data goes in if `items` are left out. Only of
             *     a draft.
             */
            reuse?: string | null;
            /** @description Debug the run; only of a draft. */
            debug?: components["schemas"]["DebugRun"] | null;
        };
        /** @description How a test is debugged. */
        DebugRun: {
            /**
             * @description The nodes it stops before; each with the condition for it, or an empty text.
             * @default {}
             */
            breakpoints?: {
                [key: string]: string;
            };
            /**
             * @description The arrows it stops at when items have come along; each with the condition for it, or an empty text.
             * @default {}
             */
            arrows?: {
                [key: string]: string;
            };
            /**
             * @description Stop before the first nodes after the trigger, too.
             * @default false
             */
            at_start?: boolean;
        };
        /** @description A run that was started. */
        StartedRun: {
            run: string;
            status: string;
            /** @description What the flow answered. */
            answer?: unknown;
        };
        /** @description Until when the test addresses answer. */
        Listening: {
            /** Format: int64 */
            until: number;
        };
        /** @description What each node saw last. */
        FlowSamples: {
            nodes: {
                [key: string]: components["schemas"]["NodeSample"];
            };
        };
        /** @description What a node saw last. */
        NodeSample: {
            run: string;
            /** Format: int64 */
            at: number;
            inputs: unknown;
            outputs: unknown;
        };
        /** @description A node to be tried. */
        TryNode: {
            /** @description The JSON of each item that goes in. */
            items: unknown[];
            /** @description Instead of the draft's. */
            parameters?: {
                [key: string]: unknown;
            } | null;
            /** @description Instead of the draft's. */
            credentials?: {
                [key: string]: string;
            } | null;
        };
        /** @description What came of a node that was tried: one of both. */
        TriedNode: {
            /** @description Items by port. */
            outputs?: unknown;
            /** @description Why it failed. */
            error?: components["schemas"]["StepError"] | null;
        };
        /** @description Why a step failed. */
        StepError: {
            /** @description `transient`, `permanent`, `cancelled` or `in_doubt`. */
            class: string;
            code: string;
            message: string;
            /** @description What to do about it. */
            hint: string;
            parameter?: string | null;
        };
        /** @description The messages to look at. */
        PreviewMessages: {
            /** @description The JSON of an item for each person, at most 50. */
            items: unknown[];
            /** @description Instead of the draft's. */
            parameters?: {
                [key: string]: unknown;
            } | null;
        };
        /** @description A page of a list. */
        List13: {
            /** @description The entries. */
            items: components["schemas"]["MessagePreview"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A message as somebody would get it, or why there is none. */
        MessagePreview: {
            /** @description Who gets it; left out if that cannot be said of this item. */
            to?: string | null;
            subject?: string | null;
            /** @description The text beside the subject in a list of mails. */
            preheader?: string | null;
            html?: string | null;
            text: string;
            /** @description What it takes as SMS. */
            sms?: components["schemas"]["SmsView"] | null;
            /** @description Why there is no message for this item. */
            error?: components["schemas"]["StepError"] | null;
        };
        /** @description What a text takes as SMS. */
        SmsView: {
            /** @description `GSM-7` or `UCS-2`. */
            encoding: string;
            /** Format: uint32 */
            segments: number;
            /** @description The text with plain quotes and dashes, if it takes fewer segments then. */
            suggestion?: string | null;
        };
        /** @description A test to be sent. */
        SendTest: {
            /** @description The address or number it goes to, instead of the node's. */
            to: string;
            /** @description The JSON of the item it is made for. */
            item: unknown;
            /** @description Instead of the draft's. */
            parameters?: {
                [key: string]: unknown;
            } | null;
            /** @description Instead of the draft's. */
            credentials?: {
                [key: string]: string;
            } | null;
        };
        /** @description What became of a test. */
        SentTest: {
            ok: boolean;
            /** @description What became of it, as a sentence. */
            message: string;
            /** @description What to do about it, if it was not sent. */
            hint?: string | null;
        };
        /** @description An expression to be tried. */
        PreviewRequest: {
            /** @description The node whose field it is in. */
            node: string;
            /** @description The text with `{{ }}`. */
            template: string;
            /**
             * Format: uint
             * @description Which of the last received items; the first if left out.
             */
            item_index?: number | null;
            /** @description This item instead of a received one. */
            item?: unknown;
        };
        /** @description The value of an expression, or why it has none. */
        Preview: {
            ok: boolean;
            value?: unknown;
            /** @description The type of the value: `string`, `number`, `boolean`, `object`, `array`, `null`. */
            kind?: string | null;
            error?: components["schemas"]["PreviewProblem"] | null;
        };
        /** @description Why an expression has no value. */
        PreviewProblem: {
            message: string;
            hint: string;
            /**
             * Format: uint
             * @description Start of the part at fault, in UTF-16 units.
             */
            start: number;
            /** Format: uint */
            end: number;
        };
        /** @description A page of a list. */
        List14: {
            /** @description The entries. */
            items: components["schemas"]["RunSummary"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A run in a list. */
        RunSummary: {
            id: string;
            flow: components["schemas"]["FlowName"];
            /**
             * Format: uint32
             * @description The number of its version; null for a test of a draft.
             */
            version?: number | null;
            /** @description `webhook`, `manual`, `schedule`, `error`, `test`, `job`, `retry`, `flow` or `event`. */
            mode: string;
            /** @description `queued`, `running`, `waiting`, `paused`, `in_doubt`, `succeeded`, `failed` or `cancelled`. */
            status: string;
            /** Format: int64 */
            started_at: number;
            /** Format: int64 */
            finished_at?: number | null;
            /** Format: int64 */
            duration_ms?: number | null;
            /**
             * Format: int64
             * @description When it goes on by itself.
             */
            wake_at?: number | null;
            /** @description Why it failed. */
            error?: components["schemas"]["RunErrorView"] | null;
            /** @description What it waits for before it begins, as the middle of a sentence: `the flow allows 5 runs at once`. */
            waits_for?: string | null;
            /** @description The run it retries. */
            retry_of?: string | null;
            /** @description The run of another flow that called this one. */
            parent?: string | null;
        };
        /** @description A flow by name. */
        FlowName: {
            id: string;
            name: string;
        };
        /** @description Why a run failed. */
        RunErrorView: {
            node: string;
            node_name: string;
            message: string;
        };
        /** @description Which runs are tried again. */
        RetryRuns: {
            /** @description Of this flow; of all flows if left out. */
            flow?: string | null;
            /** @description In one of these states, separated by commas: `failed`, `cancelled`. `failed` if left out. */
            status?: string | null;
            /** @description Started so; several separated by commas. */
            mode?: string | null;
            /**
             * Format: int64
             * @description Started at or after.
             */
            from?: number | null;
            /**
             * Format: int64
             * @description Started before.
             */
            to?: number | null;
            /** @description Text in the error or in what the flow wrote onto the run (`name=value`), or a run's id. */
            search?: string | null;
            /**
             * @description Go on with the published version, as far as its nodes are those of each run.
             * @default false
             */
            newest?: boolean;
        };
        /** @description Runs that are tried again. */
        Batch: {
            id: string;
            /**
             * Format: uint32
             * @description How many runs it has.
             */
            runs: number;
            /**
             * Format: uint32
             * @description How many of them were dealt with.
             */
            done: number;
            /**
             * Format: uint32
             * @description How many of those could not be tried again.
             */
            refused: number;
            /** Format: int64 */
            created_at: number;
            /**
             * Format: int64
             * @description When all were dealt with.
             */
            finished_at?: number | null;
        };
        /** @description A run with its steps. */
        RunDetail: {
            id: string;
            flow: components["schemas"]["FlowName"];
            /**
             * Format: uint32
             * @description The number of its version; null for a test of a draft.
             */
            version?: number | null;
            /** @description `webhook`, `manual`, `schedule`, `error`, `test`, `job`, `retry`, `flow` or `event`. */
            mode: string;
            /** @description `queued`, `running`, `waiting`, `paused`, `in_doubt`, `succeeded`, `failed` or `cancelled`. */
            status: string;
            /** Format: int64 */
            started_at: number;
            /** Format: int64 */
            finished_at?: number | null;
            /** Format: int64 */
            duration_ms?: number | null;
            /**
             * Format: int64
             * @description When it goes on by itself.
             */
            wake_at?: number | null;
            /** @description Why it failed. */
            error?: components["schemas"]["RunErrorView"] | null;
            /** @description What it waits for before it begins, as the middle of a sentence: `the flow allows 5 runs at once`. */
            waits_for?: string | null;
            /** @description The run it retries. */
            retry_of?: string | null;
            /** @description The run of another flow that called this one. */
            parent?: string | null;
            /**
             * @description What somebody asked of it that takes effect when what is being performed is over: `pause` or `cancel`. A paused
             *     run keeps it until it is resumed.
             */
            asked?: string | null;
            /** @description The document of its version. */
            document: components["schemas"]["Flow"];
            /**
             * @description Its steps in the order they began. Of the iterations of a loop the first and the last 20 are kept; those of a
             *     run with very many steps are read page by page from `steps` of the run.
             */
            steps: components["schemas"]["Step"][];
            /**
             * Format: uint64
             * @description How many steps there are to be read.
             */
            steps_total: number;
            /**
             * Format: uint64
             * @description How many more there were, in the iterations in the middle of loops.
             */
            steps_left_out: number;
            /** @description The arrows by id. */
            edges: {
                [key: string]: components["schemas"]["EdgeProgress"];
            };
            /** @description The blocks by id. */
            nodes: {
                [key: string]: components["schemas"]["NodeProgress"];
            };
            /** @description What was handed to providers. */
            messages: components["schemas"]["Message"][];
            /** @description What the flow wrote onto the run with “Save on the run”, by name. */
            notes: {
                [key: string]: string;
            };
            /** @description Ties the run to what its caller knows; null if it gave nothing. */
            correlation_id?: string | null;
        };
        /** @description One attempt of one block. */
        Step: {
            /** Format: uint32 */
            index: number;
            /**
             * Format: uint32
             * @description The frame: 0, or a number of its own for each iteration of each box.
             */
            frame: number;
            /** @description The boxes around it, from the outermost inwards. */
            place: components["schemas"]["StepPlace"][];
            /**
             * Format: uint32
             * @description Of a box, how many iterations began.
             */
            iterations?: number | null;
            node: string;
            node_name: string;
            kind: string;
            /** Format: uint32 */
            attempt: number;
            /** @description `running`, `waiting`, `done`, `failed`, `skipped`, `cancelled`, `in_doubt` or `retrying`. */
            state: string;
            /** Format: int64 */
            started_at: number;
            /** Format: int64 */
            finished_at?: number | null;
            /** Format: uint32 */
            duration_us?: number | null;
            /** Format: uint64 */
            items_in: number;
            /** @description How many items went out, by port. */
            items_out: {
                [key: string]: number;
            };
            error?: components["schemas"]["StepError"] | null;
            /** @description The block whose work it undoes, as the run has failed. */
            undoes?: string | null;
            /** Format: int64 */
            wake_at?: number | null;
            /** @description The event it waits for. */
            awaits?: components["schemas"]["AwaitedEvent"] | null;
            /** @description Of a block that runs another flow: the run of that. */
            child?: string | null;
            /** @description The other flow, if it ran within this run: one that neither reaches outside nor waits needs no run of its own. */
            inside?: components["schemas"]["InsideFlow"] | null;
        };
        /** @description A box around a step, and which of its iterations the step is in. */
        StepPlace: {
            /** @description The box. */
            node: string;
            /**
             * Format: uint32
             * @description The iteration, from 0.
             */
            iteration: number;
        };
        /** @description The event a step waits for. */
        AwaitedEvent: {
            name: string;
            /** @description What it must be about; empty: nothing in particular. */
            key: string;
        };
        /** @description A flow that ran within the run of the one that called it. */
        InsideFlow: {
            flow: string;
            name: string;
            /**
             * Format: uint32
             * @description The number of its version.
             */
            version?: number | null;
            /** @description Its steps, in the order they began. */
            steps: components["schemas"]["Step"][];
        };
        /** @description How far an arrow is. */
        EdgeProgress: {
            /** @description `pending`, `taken` or `skipped`. */
            state: string;
            /** Format: uint64 */
            items: number;
        };
        /** @description How far a block is. */
        NodeProgress: {
            state: string;
            /** Format: uint32 */
            attempts: number;
            /** Format: uint64 */
            items_out: number;
        };
        /** @description A message handed to a provider. */
        Message: {
            id: string;
            node: string;
            /** @description `email`, `sms` … */
            channel: string;
            to: string;
            status: string;
            provider_id?: string | null;
            /**
             * Format: uint32
             * @description Number of SMS segments.
             */
            segments?: number | null;
            /** Format: int64 */
            updated_at: number;
            history: components["schemas"]["MessageStep"][];
        };
        /** @description One status of a message. */
        MessageStep: {
            status: string;
            /** Format: int64 */
            at: number;
            /** @description The provider's words. */
            detail?: string | null;
        };
        /** @description A page of a list. */
        List15: {
            /** @description The entries. */
            items: components["schemas"]["Step"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A step with the items that went in and came out. */
        StepDetail: {
            /** Format: uint32 */
            index: number;
            /**
             * Format: uint32
             * @description The frame: 0, or a number of its own for each iteration of each box.
             */
            frame: number;
            /** @description The boxes around it, from the outermost inwards. */
            place: components["schemas"]["StepPlace"][];
            /**
             * Format: uint32
             * @description Of a box, how many iterations began.
             */
            iterations?: number | null;
            node: string;
            node_name: string;
            kind: string;
            /** Format: uint32 */
            attempt: number;
            /** @description `running`, `waiting`, `done`, `failed`, `skipped`, `cancelled`, `in_doubt` or `retrying`. */
            state: string;
            /** Format: int64 */
            started_at: number;
            /** Format: int64 */
            finished_at?: number | null;
            /** Format: uint32 */
            duration_us?: number | null;
            /** Format: uint64 */
            items_in: number;
            /** @description How many items went out, by port. */
            items_out: {
                [key: string]: number;
            };
            error?: components["schemas"]["StepError"] | null;
            /** @description The block whose work it undoes, as the run has failed. */
            undoes?: string | null;
            /** Format: int64 */
            wake_at?: number | null;
            /** @description The event it waits for. */
            awaits?: components["schemas"]["AwaitedEvent"] | null;
            /** @description Of a block that runs another flow: the run of that. */
            child?: string | null;
            /** @description The other flow, if it ran within this run: one that neither reaches outside nor waits needs no run of its own. */
            inside?: components["schemas"]["InsideFlow"] | null;
            /** @description Items by input port. */
            inputs: unknown;
            /** @description Items by output port. */
            outputs: unknown;
            /** @description Whether there are more items than are shown. */
            truncated: boolean;
        };
        /** @description Where a run stands. */
        RunStanding: {
            /** @description The nodes whose turn has come, in the order in which it came. */
            held: components["schemas"]["HeldNode"][];
            /** @description The nodes it stops before; each with the condition for it, or an empty text. */
            breakpoints: {
                [key: string]: string;
            };
            /** @description The arrows it stops at; each with the condition for it, or an empty text. */
            arrows: {
                [key: string]: string;
            };
            /** @description Whether somebody debugs it; one that is only paused cannot be stepped. */
            debugged: boolean;
        };
        /** @description A node the run stands before. */
        HeldNode: {
            node: string;
            name: string;
            /** Format: uint32 */
            frame: number;
            /** @description The boxes around it, from the outermost inwards. */
            place: components["schemas"]["HeldPlace"][];
            /** @description What has come to it. */
            arrows: components["schemas"]["ArrowItems"][];
        };
        /** @description A box around a node, and which of its iterations the node is in. */
        HeldPlace: {
            node: string;
            /** Format: uint32 */
            iteration: number;
        };
        /** @description What has come to a node by one arrow. */
        ArrowItems: {
            /** @description The arrow; left out for what the body of a box begins with. */
            edge?: string | null;
            /** @description The node it comes from. */
            from?: string | null;
            /** @description The port it leads to. */
            port: string;
            /** @description The JSON of each item; of the first 200, if there are more. */
            items: unknown[];
            /**
             * Format: uint64
             * @description How many there are.
             */
            count: number;
        };
        /** @description How a run that stands still goes on. */
        DebugStep: {
            step: components["schemas"]["StepKind"];
            /** @description The node it is about; the one whose turn came first if left out. */
            node?: string | null;
            /**
             * Format: uint32
             * @description Its frame; needed where it is held in several iterations.
             */
            frame?: number | null;
            /** @description Instead of the breakpoints the run has. */
            breakpoints?: {
                [key: string]: string;
            } | null;
            /** @description Instead of the arrows it stops at; none, if only `breakpoints` are given. */
            arrows?: {
                [key: string]: string;
            } | null;
            /** @description Other items for what is held. */
            edits?: components["schemas"]["ArrowEdit"][];
        };
        /** @description How far a run goes on. */
        StepKind: "over" | "into" | "out" | "continue";
        /** @description Other items for an arrow. */
        ArrowEdit: {
            /** @description The arrow; left out for what the body of a box begins with. */
            edge?: string | null;
            /**
             * Format: uint32
             * @description The frame.
             * @default 0
             */
            frame?: number;
            /** @description The JSON of each item. */
            items: unknown[];
        };
        /** @description Where a run that is under way stops from now on. */
        AttachRun: {
            /**
             * @description The nodes it stops before; each with the condition for it, or an empty text.
             * @default {}
             */
            breakpoints?: {
                [key: string]: string;
            };
            /**
             * @description The arrows it stops at when items have come along; each with the condition for it, or an empty text.
             * @default {}
             */
            arrows?: {
                [key: string]: string;
            };
            /**
             * @description Only stop there; otherwise the run stands still at its next step.
             * @default false
             */
            breakpoints_only?: boolean;
        };
        /** @description An expression to be watched. */
        WatchRequest: {
            /** @description The held node that would evaluate it. */
            node: string;
            /**
             * Format: uint32
             * @description Its frame; needed where it is held in several iterations.
             */
            frame?: number | null;
            /** @description The text with `{{ }}`. */
            template: string;
            /**
             * Format: uint
             * @description For which of the items that have come to it; the first if left out.
             */
            item_index?: number | null;
        };
        /** @description How a run is tried again. */
        RetryRun: {
            /** @description Begin at this node, keeping what lies before it; the failed one if left out. */
            from?: string | null;
            /**
             * @description What nodes shall have given, whatever they gave: by the id of the node and the name of its port, the JSON of
             *     each item. What comes after them is performed again.
             * @default {}
             */
            items?: {
                [key: string]: {
                    [key: string]: unknown[];
                };
            };
            /**
             * @description Go on with the published version, as far as its nodes are those of the run.
             * @default false
             */
            newest?: boolean;
        };
        /** @description A run that was begun. */
        BegunRun: {
            run: string;
        };
        /** @description What became of a step in doubt. */
        SettleRun: {
            node: string;
            /**
             * Format: uint32
             * @description The frame of the step; needed where it is in doubt in several iterations.
             */
            frame?: number | null;
            outcome: components["schemas"]["SettleOutcome"];
        };
        /** @description What became of it. */
        SettleOutcome: "done" | "failed" | "retry";
        /** @description An event to be sent. */
        NewEvent: {
            /** @description What happened, such as `order.paid`. */
            name: string;
            /**
             * @description What it happened to, such as the number of the order. Only waits with the same key go on.
             * @default
             */
            key?: string;
            /**
             * @description What there is to say about it; it becomes the item of those who waited.
             * @default null
             */
            data?: unknown;
            /**
             * Format: uint64
             * @description How long waits that begin later find it, in milliseconds; a day if left out, 31 days at most.
             */
            keep_ms?: number | null;
        };
        /** @description An event that was sent. */
        SentEvent: {
            id: string;
            /**
             * Format: uint
             * @description How many runs waited for it.
             */
            waiting_runs: number;
            /** @description Whether the same was sent before under this `Idempotency-Key`; nothing was done then. */
            repeated: boolean;
        };
        /** @description A page of a list. */
        List16: {
            /** @description The entries. */
            items: components["schemas"]["Credential"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A credential without its secrets. */
        Credential: {
            id: string;
            name: string;
            kind: string;
            /** Format: int64 */
            created_at: number;
            /** Format: int64 */
            updated_at: number;
            /**
             * Format: uint32
             * @description In how many flows it is named.
             */
            used_by: number;
            /** @description The fields that are no secret. */
            fields: unknown;
        };
        /** @description A new credential. */
        NewCredential: {
            name: string;
            /** @description Its kind, such as `smtp`. */
            kind: string;
            /** @description The fields, as the kind's schema says. */
            fields: {
                [key: string]: unknown;
            };
        };
        /** @description A change of a credential. */
        ChangeCredential: {
            name?: string | null;
            /** @description All plain fields; secret fields that are left out keep their value. */
            fields?: {
                [key: string]: unknown;
            } | null;
        };
        /** @description What came of trying a credential. */
        CredentialTest: {
            ok: boolean;
            message: string;
        };
        /** @description A page of a list. */
        List17: {
            /** @description The entries. */
            items: components["schemas"]["Preset"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A preset. */
        Preset: {
            id: string;
            /** @description The kind of node it is for. */
            kind: string;
            name: string;
            parameters: unknown;
            /** Format: int64 */
            created_at: number;
            /** Format: int64 */
            updated_at: number;
        };
        /** @description A new preset. */
        NewPreset: {
            /** @description The kind of node it is for. */
            kind: string;
            name: string;
            /** @description The parameters of such a node. Credentials are not among them. */
            parameters: {
                [key: string]: unknown;
            };
        };
        /** @description A change of a preset. */
        ChangePreset: {
            name?: string | null;
            parameters?: {
                [key: string]: unknown;
            } | null;
        };
        /** @description A page of a list. */
        List18: {
            /** @description The entries. */
            items: components["schemas"]["Variable"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A variable. */
        Variable: {
            id: string;
            /**
             * @description Whose it is. Of several with one name the nearest counts: the flow's, then the
             *     workspace's, then the organisation's.
             */
            scope: components["schemas"]["VariableScope"];
            /** @description The flow whose it is, for those of a flow. */
            flow?: string | null;
            /** @description That flow's name. */
            flow_name?: string | null;
            name: string;
            value: unknown;
            /** @description What it is for. */
            description: string;
            /** Format: int64 */
            created_at: number;
            /** Format: int64 */
            updated_at: number;
            /** @description Whether a run changed it last, not a person. */
            by_run: boolean;
        };
        /**
         * @description Whose a variable is. Of several with one name the nearest counts: the flow's
         *     before the workspace's before the organisation's.
         */
        VariableScope: "organisation" | "workspace" | "flow";
        /** @description A new variable. */
        NewVariable: {
            /** @description Letters, digits and _, beginning with a letter. */
            name: string;
            /** @description Any JSON, up to 64 KiB. */
            value: unknown;
            /**
             * @description Whose it is; the workspace's if left out.
             * @default workspace
             */
            scope?: components["schemas"]["VariableScope"];
            /** @description The flow whose it is, for the scope `flow`. */
            flow?: string | null;
            /**
             * @description What it is for.
             * @default
             */
            description?: string;
        };
        /** @description A change of a variable. */
        ChangeVariable: {
            name?: string | null;
            /**
             * @description The new value; left out, it stays. `null` is a value.
             * @default null
             */
            value?: unknown;
            description?: string | null;
        };
        /** @description A page of a list. */
        List19: {
            /** @description The entries. */
            items: components["schemas"]["VisibleVariable"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A variable as the expressions of a flow see it. */
        VisibleVariable: {
            name: string;
            scope: components["schemas"]["VariableScope"];
            value: unknown;
        };
        /** @description What scripts of a flow keep between runs. */
        StaticData: {
            /** @description What all scripts of the flow share. */
            global: {
                [key: string]: unknown;
            };
            /** @description What single nodes keep, by their ids. */
            nodes: {
                [key: string]: unknown;
            };
        };
        /** @description A page of a list. */
        List20: {
            /** @description The entries. */
            items: components["schemas"]["DataTable"][];
            /** @description Give it as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description A data table. */
        DataTable: {
            id: string;
            name: string;
            columns: components["schemas"]["DataColumn"][];
            /**
             * Format: uint64
             * @description How many rows it has.
             */
            rows: number;
            /**
             * Format: uint64
             * @description How many rows it may have.
             */
            rows_most: number;
            /**
             * Format: uint64
             * @description About how many bytes they take.
             */
            size_bytes: number;
            /**
             * Format: uint64
             * @description How many they may take.
             */
            size_most_bytes: number;
            /** Format: int64 */
            created_at: number;
            /** Format: int64 */
            updated_at: number;
        };
        /** @description A column of a data table. */
        DataColumn: {
            /**
             * Format: uint16
             * @description Names the column when the table is changed.
             */
            place: number;
            name: string;
            kind: components["schemas"]["ColumnKind"];
            /** @description Whether rows are found by it without looking at all of them. */
            indexed: boolean;
        };
        /** @description What the cells of a column hold. An empty cell is null in each. */
        ColumnKind: "text" | "number" | "boolean" | "date" | "json";
        /** @description A new data table. */
        NewTable: {
            name: string;
            columns?: components["schemas"]["WantedColumn"][];
        };
        /** @description A column that is wanted. */
        WantedColumn: {
            /**
             * Format: uint16
             * @description The place of a column that is there; a new one has none.
             */
            place?: number | null;
            name: string;
            /** @default text */
            kind?: components["schemas"]["ColumnKind"];
            /**
             * @description Whether rows shall be found by it quickly; five columns at most.
             * @default false
             */
            indexed?: boolean;
        };
        /** @description A change of a data table. */
        ChangeTable: {
            name?: string | null;
            /**
             * @description All columns in order. One that is left out goes, with its cells; one with another
             *     kind is refused if a cell cannot be read as that.
             */
            columns?: components["schemas"]["WantedColumn"][] | null;
        };
        /** @description Rows of a table. */
        DataRows: {
            /** @description Each by the names of its columns, with `id`, `createdAt` and `updatedAt`. */
            items: {
                [key: string]: unknown;
            }[];
            /**
             * Format: uint64
             * @description How many the filter finds in all.
             */
            total: number;
        };
        /** @description New rows. */
        NewRows: {
            /** @description Each by the names of its columns; 500 at most. */
            rows: {
                [key: string]: unknown;
            }[];
        };
        /** @description Rows that were made or changed. */
        ChangedRows: {
            items: {
                [key: string]: unknown;
            }[];
        };
        /** @description Cells of a row that are changed. */
        ChangeRow: {
            /** @description By the names of their columns; the others stay. */
            cells: {
                [key: string]: unknown;
            };
        };
        /** @description Rows that are to go. */
        DeleteRows: {
            /** @description Their numbers; 500 at most. */
            rows: number[];
        };
        /** @description How many rows there were. */
        DeletedRows: {
            /** Format: uint */
            deleted: number;
        };
        /** @description CSV to be read. */
        ImportCsv: {
            /** @description The text: a line of names, then a line for each row. 10,000 rows at most. */
            csv: string;
            /**
             * @description Whether names that are no columns become columns; otherwise they are refused.
             * @default false
             */
            adds_columns?: boolean;
        };
        /** @description What an import made. */
        Imported: {
            /**
             * Format: uint
             * @description How many rows.
             */
            rows: number;
            /** @description The columns that are new. */
            new_columns: string[];
        };
        /** @description An e-mail to be sent. */
        ScheduleEmail: {
            to?: string | null;
            subject?: string | null;
            html?: string | null;
            /** @description The sender; that of the credential if left out. */
            from?: string | null;
            contactId?: string | null;
            workspaceId?: string | null;
            /**
             * Format: uint64
             * @description Milliseconds from now; 0 if left out.
             */
            delay?: number | null;
            /** @description Kept with the run. */
            metadata?: unknown;
        };
        /** @description A job that will be done. */
        Scheduled: {
            jobId: string;
            /** @description ISO 8601. */
            scheduledTime: string;
        };
        /** @description A text message to be sent. */
        ScheduleSms: {
            to?: string | null;
            message?: string | null;
            /** @description One address or a list of them. */
            mediaUrl?: unknown;
            contactId?: string | null;
            workspaceId?: string | null;
            /**
             * Format: uint64
             * @description Milliseconds from now; 0 if left out.
             */
            delay?: number | null;
            /** @description Kept with the run. */
            metadata?: unknown;
        };
        /** @description A call to be made. */
        ScheduleJob: {
            /** @description The caller's own name for it. */
            type?: string | null;
            /** @description An object with `workspaceId` and whatever the caller needs. */
            data?: unknown;
            /** @description The address that is called with `{jobId, type, data}`. */
            callbackEndpoint?: string | null;
            /**
             * Format: uint64
             * @description Milliseconds from now; 0 if left out.
             */
            delay?: number | null;
        };
        /** @description How a job stands. */
        JobStatus: {
            /** @description `scheduled`, `active`, `completed`, `failed` or `cancelled`. */
            status: string;
            /** @description What came of it; null while it is not over. */
            result: unknown;
        };
        /** @description The result for a node that waits to be called back. */
        NodeCompleted: {
            jobId?: string | null;
            /** @description What the node gives. */
            result?: unknown;
            nodeId?: string | null;
            /**
             * Format: uint32
             * @description The frame the node waits in; needed where it waits in several iterations of a loop.
             */
            frame?: number | null;
            /** @description The run. */
            executionId?: string | null;
            flowId?: string | null;
            contactId?: string | null;
            workspaceId?: string | null;
        };
        /** @description The run goes on. */
        NodeCompletedAnswer: {
            success: boolean;
            message: string;
            executionId: string;
            /** @description The nodes that come after. */
            nextNodes: components["schemas"]["NextNode"][];
        };
        /** @description A node that comes after. */
        NextNode: {
            nodeId: string;
            /** @description Null: the run does it itself, it is no job of its own. */
            jobId?: string | null;
            /** @description Its kind. */
            type: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
