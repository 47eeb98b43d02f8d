// The requests of the pages before sign-in. They stand apart from the others
// because those pages load no framework.

import { get, post } from "./client";
import type { Me, SetupRequest } from "./types";

/** Whether this server still waits for its first organisation. */
export const setupNeeded = () => get<{ needed: boolean }>("/setup");

/** Makes the first organisation, workspace and owner, and signs the owner in. */
export const setUp = (request: SetupRequest) => post<Me>("/setup", request);

/** Signs in; the session is a cookie no script can read. */
export const signIn = (email: string, password: string) =>
  post<Me>("/session", { email, password });
