-- What every state change does at once: the state's index, the batch's counters, the event, the slot, the wake.
-- Included by scripts; the caller has checked that the move is allowed and writes the record itself.

local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- One token is enough: a dispatcher takes all that may start.
local function wake_dispatcher(wake)
  if redis.call('LLEN', wake) == 0 then
    redis.call('LPUSH', wake, '1')
  end
end

local HOLDS_SLOT = { creating = true, submission_unknown = true, generating = true, overdue = true, cancelling = true }

-- keys: { states, batch, events, backlog, wake, slots }
local function move_generation(keys, id, batch_id, from, to, now, lease_until, max_events)
  if from ~= to then
    redis.call('ZREM', keys.states, from .. '|' .. id)
    redis.call('ZADD', keys.states, 0, to .. '|' .. id)
    redis.call('HINCRBY', keys.batch, from, -1)
    redis.call('HINCRBY', keys.batch, to, 1)
    redis.call('XADD', keys.events, 'MAXLEN', '~', max_events, '*', 'g', id, 'b', batch_id, 'f', from, 't', to, 'at', now)
  end
  if HOLDS_SLOT[to] then
    if lease_until then
      redis.call('ZADD', keys.slots, lease_until, id)
    end
  elseif redis.call('ZREM', keys.slots, id) == 1 and redis.call('EXISTS', keys.backlog) == 1 then
    wake_dispatcher(keys.wake)
  end
end
