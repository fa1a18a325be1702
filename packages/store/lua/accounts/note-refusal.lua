-- What the provider's refusal of a create means for its account. Being refused counts for nothing against the generation.
--
-- KEYS  1 account  2 slots
-- ARGV  1 run of the refused create  2 'cooldown' | 'concurrency' | 'model'  3 pause ms  4 longest pause ms  5 reason
--       6 not before this ms of Unix time ('' = none)  7 model ('' unless it is refused)
-- returns { 'paused' | 'disabled', until } or { 'cap', unfinished tasks that are tried now }

--- @include "clock"
--- @include "accounts/account-health"

local now = now_ms()
local account, run = KEYS[1], tonumber(ARGV[1])
local pause_ms, longest_ms, reason, not_before, model = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], ARGV[6], ARGV[7]

local function doubled(count)
  return math.min(pause_ms * 2 ^ math.min(math.max(count - 1, 0), 20), longest_ms)
end

-- Stops admissions for a while. Each pause in a row, with no accepted create between them, doubles it.
local function cool_down()
  local current = tonumber(redis.call('HGET', account, 'pausedUntil') or 0)
  -- Several calls that were under way together are refused together: that is one strike.
  local strikes = tonumber(redis.call('HGET', account, 'strikes') or 0)
  if current <= now then
    strikes = redis.call('HINCRBY', account, 'strikes', 1)
  end
  local pause_until = now + doubled(strikes)
  if not_before ~= '' then
    pause_until = math.max(pause_until, tonumber(not_before))
  end
  if pause_until > current then
    redis.call('HSET', account, 'pausedUntil', string.format('%.0f', pause_until), 'pausedReason', reason)
  end
  return { 'paused', string.format('%.0f', math.max(pause_until, current)) }
end

local function lower_cap()
  local known = redis.call('HMGET', account, 'cap', 'capRun', 'capTrialRun', 'limit.maxInFlight', 'maxInFlight')
  -- The refused create still holds its own slot.
  local others = redis.call('ZCARD', KEYS[2]) - 1
  if others <= 0 then
    -- Nothing of ours runs: somebody else uses the account, and only waiting helps.
    return cool_down()
  end
  local cap = tonumber(known[1] or known[4] or known[5] or others)
  if known[3] == ARGV[1] then
    -- More than the cap was tried, and the cap stands.
    redis.call('HSET', account, 'capTrialAt', now + CAP_HOLD_MS)
    redis.call('HDEL', account, 'capTrialRun')
  elseif run > tonumber(known[2] or 0) then
    cap = math.max(1, math.floor(math.min(cap, others) * 0.75))
    redis.call(
      'HSET',
      account,
      'cap',
      cap,
      'capRun',
      redis.call('GET', key_of.sequence),
      'capTrialAt',
      now + CAP_HOLD_MS
    )
    redis.call('HDEL', account, 'capTrialRun')
  end
  return { 'cap', tostring(cap) }
end

if ARGV[2] == 'concurrency' then
  return lower_cap()
end
if ARGV[2] == 'model' then
  local refusals = redis.call('HINCRBY', account, 'refusals.' .. model, 1)
  local disabled_until = string.format('%.0f', now + doubled(refusals))
  redis.call('HSET', account, 'disabled.' .. model, disabled_until)
  return { 'disabled', disabled_until }
end
return cool_down()
