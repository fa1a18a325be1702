-- What the states of a generation mean to scripts; contracts/src/states.ts says the rest. Included by scripts.

local HOLDS_SLOT = { creating = true, submission_unknown = true, generating = true, overdue = true, cancelling = true }

-- Which list of ended generations an end state belongs to: failed and cancelled ones are kept longer, a user may come
-- back to them.
local ENDED_LIST = { succeeded = 'succeeded', failed = 'failed', cancelled = 'failed' }
