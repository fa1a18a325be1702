-- Wakes a dispatcher. Included by scripts.

-- One token is enough: a dispatcher takes all that may start.
local function wake_dispatcher()
  if redis.call('LLEN', key_of.wake) == 0 then
    redis.call('LPUSH', key_of.wake, '1')
  end
end
