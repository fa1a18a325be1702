-- What the provider's refusal of a create means for its account. Being refused counts for nothing against the
-- generation.
--
-- KEYS  1 account  2 slots
-- ARGV  1 run of the refused create  2 'cooldown' | 'concurrency' | 'model'  3 pause ms  4 longest pause ms  5 reason
--       6 not before this ms of Unix time ('' = none)  7 model ('' unless it is refused)
--       8 pause ms of the first refusal in a row, after which another one is asked for a second opinion ('' = as long
--         as any)
--       9 whether a create was refused: 1, or 0
--       10 '<accepted>:<refused>', the account's creates when this generation was refused last ('' = it never was)
--       11 code of the refusal
-- returns { 'paused' | 'disabled', until } or { 'cap', unfinished tasks that are tried now } or { 'alone', '' }: it
--         took others since and refused this one again, which says nothing of the account; behind it how many creates
--         it accepted and refused so far

--- @include "clock"
--- @include "accounts/account-health"

local now = now_ms()
local account, run = KEYS[1], tonumber(ARGV[1])
local pause_ms, longest_ms, reason, not_before, model = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], ARGV[6], ARGV[7]

local second_opinion_ms = tonumber(ARGV[8] or '')

-- Each refusal in a row doubles the pause. The first may be the request's fault, so it ends soon, whatever time was
-- named.
local function pause_end(count)
  if second_opinion_ms and count <= 1 then
    return now + second_opinion_ms
  end
  local doubles = count - (second_opinion_ms and 2 or 1)
  local pause_until = now + math.min(pause_ms * 2 ^ math.min(math.max(doubles, 0), 20), longest_ms)
  return not_before ~= '' and math.max(pause_until, tonumber(not_before)) or pause_until
end

-- Stops admissions for a while. Each pause in a row, with no accepted create between them, doubles it.
local function cool_down()
  local current = tonumber(redis.call('HGET', account, 'pausedUntil') or 0)
  -- Several calls that were under way together are refused together: that is one strike.
  local strikes = tonumber(redis.call('HGET', account, 'strikes') or 0)
  if current <= now then
    strikes = redis.call('HINCRBY', account, 'strikes', 1)
  end
  local pause_until = pause_end(strikes)
  if pause_until > current then
    redis.call('HSET', account, 'pausedUntil', string.format('%.0f', pause_until), 'pausedReason', reason)
  end
  return { 'paused', string.format('%.0f', math.max(pause_until, current)) }
end

local function lower_cap()
  local values = redis.call('HMGET', account, 'cap', 'capRun', 'capTrialRun', 'limit.maxInFlight', 'maxInFlight')
  -- The refused create still holds its own slot.
  local others = redis.call('ZCARD', KEYS[2]) - 1
  if others <= 0 then
    -- Nothing of ours runs: somebody else uses the account, and only waiting helps.
    return cool_down()
  end
  local cap = tonumber(values[1] or values[4] or values[5] or others)
  if values[3] == ARGV[1] then
    -- More than the cap was tried, and the cap stands.
    redis.call('HSET', account, 'capTrialAt', now + CAP_HOLD_MS)
    redis.call('HDEL', account, 'capTrialRun')
  elseif run > tonumber(values[2] or 0) then
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

local function disable_model()
  local values = redis.call('HMGET', account, 'refusals.' .. model, 'disabled.' .. model)
  local refusals, current = tonumber(values[1] or 0), tonumber(values[2] or 0)
  if current <= now then
    refusals = refusals + 1
  end
  local disabled_until = string.format('%.0f', math.max(current, pause_end(refusals)))
  redis.call(
    'HSET',
    account,
    'refusedModels',
    '1',
    'refusals.' .. model,
    refusals,
    'disabled.' .. model,
    disabled_until
  )
  redis.call('HDEL', account, 'trial.' .. model)
  return { 'disabled', disabled_until }
end

local accepted, refused = tonumber(redis.call('HGET', account, 'accepted') or 0), 0
if ARGV[9] == '1' then
  refused = redis.call('HINCRBY', account, 'refused', 1)
end

local function note_refusal()
  local accepted_before, refused_before = string.match(ARGV[10], '^(%d+):(%d+)$')
  -- Of throttled ones many are refused by chance: there nobody else may have been refused since.
  if
    accepted_before
    and accepted > tonumber(accepted_before)
    and (second_opinion_ms or refused == tonumber(refused_before) + 1)
  then
    if ARGV[2] == 'model' then
      redis.call('HDEL', account, 'trial.' .. model)
    end
    return { 'alone', '' }
  end
  if ARGV[2] == 'concurrency' then
    return lower_cap()
  end
  return ARGV[2] == 'model' and disable_model() or cool_down()
end

-- What people are told: since when, how often, and the last word. It goes on over pauses and the tries between them.
local had_strikes, refused_at = unpack(redis.call('HMGET', account, 'strikes', 'lastRefusedAt'))
local function note_episode()
  if not had_strikes and now - tonumber(refused_at or 0) > EPISODE_MS then
    redis.call('HSET', account, 'refusedSince', now, 'refusedTimes', 0)
  end
  redis.call('HINCRBY', account, 'refusedTimes', 1)
  redis.call('HSET', account, 'lastRefusedAt', now, 'lastReason', reason, 'lastCode', ARGV[11])
end

local effect = note_refusal()
if effect[1] ~= 'alone' then
  note_episode()
end
return { effect[1], effect[2], accepted, refused }
