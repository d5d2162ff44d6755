/** A session ends 7 days after sign-in, and after 8 hours without a request. */
export const SESSION_SECONDS = 7 * 24 * 3600
export const IDLE_SECONDS = 8 * 3600
