-- Wakes dispatchers. Included by scripts.

-- A process that works on one batch looks at the backlog every two seconds at least; one that did not for so long is
-- gone.
local WAKE_GONE_MS = 15000
local WAKE_TOKEN_MS = 60000

-- One token is enough: a dispatcher takes all that may start. Who works on one batch alone has a token of its own, or
-- the two would take each other's and sleep on.
local function wake_dispatcher()
  if redis.call('LLEN', key_of.wake) == 0 then
    redis.call('LPUSH', key_of.wake, '1')
  end
  if redis.call('EXISTS', key_of.wakes) == 0 then
    return
  end
  local time = redis.call('TIME')
  local seen_since = time[1] * 1000 - WAKE_GONE_MS
  for _, batch in ipairs(redis.call('ZRANGEBYSCORE', key_of.wakes, seen_since, '+inf')) do
    if redis.call('LLEN', key_of.wake_of(batch)) == 0 then
      redis.call('LPUSH', key_of.wake_of(batch), '1')
      redis.call('PEXPIRE', key_of.wake_of(batch), WAKE_TOKEN_MS)
    end
  end
end

-- Whoever works on this batch alone has looked at the backlog.
local function note_wake_of(batch, now)
  redis.call('ZADD', key_of.wakes, now, batch)
  redis.call('ZREMRANGEBYSCORE', key_of.wakes, '-inf', now - WAKE_GONE_MS)
end
