-- What every state change does at once: the state's index, the batch's counters, the event, the slot, the wake.
-- Included by scripts; the caller has checked that the move is allowed and writes the record itself.

local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Where earlier versions put a request whole whose media stood in it.
local function media_key_of(record)
  return record .. ':media'
end

-- One token is enough: a dispatcher takes all that may start.
local function wake_dispatcher(wake)
  if redis.call('LLEN', wake) == 0 then
    redis.call('LPUSH', wake, '1')
  end
end

-- Runs only grow, also over a Redis that has lost its last moments: they follow the clock where the counter is behind.
local function next_run(sequence, now)
  local run = redis.call('INCR', sequence)
  if run < now then
    run = now
    redis.call('SET', sequence, string.format('%.0f', run))
  end
  return run
end

local HOLDS_SLOT = { creating = true, submission_unknown = true, generating = true, overdue = true, cancelling = true }

-- Which list of ended generations an end state belongs to: failed and cancelled ones are kept longer, a user may come back to them.
local ENDED_LIST = { succeeded = 'succeeded', failed = 'failed', cancelled = 'failed' }

local WEBHOOK_EVENTS = { succeeded = 'generation.succeeded', failed = 'generation.failed', cancelled = 'generation.cancelled',
  submission_unknown = 'generation.needs_attention' }

-- Written in the step of the change itself: whoever delivers finds it there, however long he was away. Each tenant has an outbox of its
-- own, so that one tenant's flood holds up and pushes out nobody else's. Where nobody ever delivers, its oldest go.
-- url '*': the URL of the batch, which stands there once.
local MAX_WEBHOOKS = 100000
local function tell_webhook(outbox, tenant, url, event, name, id, now, batch_id)
  if url then
    local root = string.gsub(outbox, ':outbox$', '')
    local number = redis.call('INCR', root .. ':sequence')
    local of = url == '*' and { 'batch', batch_id } or { 'url', url }
    redis.call('XADD', outbox .. ':' .. (tenant or ''), 'MAXLEN', '~', MAX_WEBHOOKS, '*', 'event', event, name, id, 'at', now, 'n', number, of[1], of[2])
    redis.call('ZADD', root .. ':told', 'NX', now, tenant or '')
    if redis.call('EXISTS', root .. ':wake') == 0 then
      redis.call('LPUSH', root .. ':wake', '1')
    end
  end
end

-- What the moves of one call add up to, written once at its end by finish_moves.
local function new_moves()
  return { counts = {}, wake = false, ended = false, begun = false }
end

-- The lanes of the backlog know who is queued, with those that are admitted.
-- keys: { states, batch, events, backlog, wake, slots, ended }. keep_slot: what leaves here may still run at the provider, so that
-- its slot stays taken until the lease ends.
local function move_generation(keys, moves, id, batch_id, from, to, now, lease_until, max_events, keep_slot)
  if from ~= to then
    if from ~= 'queued' then
      redis.call('ZREM', keys.states, from .. '|' .. id)
    end
    if to ~= 'queued' then
      redis.call('ZADD', keys.states, 0, to .. '|' .. id)
    end
    redis.call('XADD', keys.events, 'MAXLEN', '~', max_events, '*', 'g', id, 'b', batch_id, 'f', from, 't', to, 'at', now)
    if ENDED_LIST[from] then
      redis.call('ZREM', keys.ended .. ':' .. ENDED_LIST[from], id)
    end
    if ENDED_LIST[to] then
      redis.call('ZADD', keys.ended .. ':' .. ENDED_LIST[to], now, id)
    end
    moves.ended = moves.ended or ENDED_LIST[to] ~= nil
    moves.begun = moves.begun or ENDED_LIST[from] ~= nil
    moves.counts[from] = (moves.counts[from] or 0) - 1
    moves.counts[to] = (moves.counts[to] or 0) + 1
  end
  if HOLDS_SLOT[to] then
    if lease_until then
      redis.call('ZADD', keys.slots, lease_until, id)
    end
  elseif not keep_slot and (HOLDS_SLOT[from] or from == 'queued') and redis.call('ZREM', keys.slots, id) == 1 then
    moves.wake = true
  end
end

-- Stamps the end of a sealed batch, and puts it down for its report. Returns why it has to stop, if it has.
local function note_batch_ends(keys, batch_id, now)
  local fields = redis.call('HMGET', keys.batch, 'total', 'succeeded', 'failed', 'cancelled', 'sealedAt', 'maxFailureRatio', 'flag.stopped', 'endedAt')
  local total, failed = tonumber(fields[1] or 0), tonumber(fields[3] or 0)
  if fields[5] and tonumber(fields[2] or 0) + failed + tonumber(fields[4] or 0) >= total then
    -- Sealed or completed again, it has not ended again.
    if fields[8] then
      return nil
    end
    redis.call('HSET', keys.batch, 'endedAt', now)
    redis.call('ZADD', keys.to_report, now, batch_id)
    local told = redis.call('HMGET', keys.batch, 'tenant', 'webhook')
    tell_webhook(keys.outbox, told[1], told[2], 'batch.ended', 'batch', batch_id, now)
  elseif fields[6] and not fields[7] and failed > tonumber(fields[6]) * total then
    return 'failure_ratio'
  end
end

-- keys: besides those of move_generation { queued, to_report, outbox }. Returns why the batch has to stop, if it has.
local function finish_moves(keys, moves, batch_id, now)
  for state, change in pairs(moves.counts) do
    if change ~= 0 then
      redis.call('HINCRBY', keys.batch, state, change)
    end
  end
  if (moves.counts.queued or 0) ~= 0 then
    redis.call('INCRBY', keys.queued, moves.counts.queued)
  end
  if moves.wake and redis.call('EXISTS', keys.backlog) == 1 then
    wake_dispatcher(keys.wake)
  end
  if moves.begun then
    redis.call('HDEL', keys.batch, 'endedAt')
  end
  if moves.ended then
    return note_batch_ends(keys, batch_id, now)
  end
end
