-- What an account's refusals and successes mean for its next creates. Included by scripts.
--
-- Fields of the account's HASH:
--   refusedSince, refusedTimes, lastRefusedAt, lastReason, lastCode   what people are told of its refusals in a row
--   accepted, refused                    its creates that became tasks, and those that were refused for its sake
--   pausedUntil, pausedReason, strikes   a cooldown; when it is over, one create is let through to try
--   trialRun, trialUntil                 that create, and how long its outcome is waited for
--   refusals.<model>, disabled.<model>   how often in a row a model was refused, and until when it is not asked for;
--                                        then one create tries
--   trial.<model>                        until when the outcome of that create is waited for
--   refusedModels                        there when there is such a model
--   cap                                  unfinished tasks that the provider was seen to take, where that is less than
--                                        the limit
--   capRun                               grants up to this run say nothing new about the cap
--   capTrialAt                           when more than the cap is tried again
--   capTrialRun                          the create that tries it

-- Refusals that are further apart than this, with none that the account rests for, are two troubles and not one.
local EPISODE_MS = 60000

-- How long the outcome of a trial is waited for before another one is made: longer than any create takes.
local TRIAL_MS = 120000
-- A raised cap is to be found within half a minute; a refused try costs one call and no money.
local CAP_HOLD_MS = 20000

local function cap_step(limit)
  return math.max(1, math.floor(limit / 20))
end

local function forget_model_refusals(account, model)
  return redis.call('HDEL', account, 'refusals.' .. model, 'disabled.' .. model, 'trial.' .. model) > 0
end

local HEALTH =
  { 'strikes', 'pausedUntil', 'cap', 'capTrialRun', 'limit.maxInFlight', 'maxInFlight', 'refusedModels', 'trialRun' }

-- What the two below go by, as { name = value }.
local function read_health(account)
  local health = {}
  for at, value in ipairs(redis.call('HMGET', account, unpack(HEALTH))) do
    health[HEALTH[at]] = value or nil
  end
  return health
end

-- A create of this run was answered by the provider with anything but a refusal of the account: the account works.
-- model_of(): which model it was. Returns true when more may start now than before; else nothing was written.
local function note_account_works(account, health, run, now, accepted, model_of)
  local more = accepted and health.refusedModels and forget_model_refusals(account, model_of()) or false
  -- A pause that still runs was set by a later call and stays.
  if health.strikes and tonumber(health.pausedUntil or 0) < now then
    redis.call('HDEL', account, 'strikes', 'pausedUntil', 'pausedReason', 'trialRun', 'trialUntil')
    more = true
  end
  if health.cap and health.capTrialRun == tostring(run) then
    local limit = tonumber(health['limit.maxInFlight'] or health.maxInFlight or 0)
    local cap = tonumber(health.cap) + cap_step(limit)
    if cap >= limit then
      redis.call('HDEL', account, 'cap', 'capRun', 'capTrialAt', 'capTrialRun')
    else
      redis.call('HSET', account, 'cap', cap, 'capTrialAt', now)
      redis.call('HDEL', account, 'capTrialRun')
    end
    more = true
  end
  return more
end

-- The create of this run has ended, whatever it said about the account: another one may try. Returns true when more may
-- start now than before; else nothing was written.
local function forget_trial(account, health, run, model_of)
  local more = health.refusedModels and redis.call('HDEL', account, 'trial.' .. model_of()) == 1 or false
  if health.trialRun == tostring(run) then
    redis.call('HDEL', account, 'trialRun', 'trialUntil')
    more = true
  end
  if health.capTrialRun == tostring(run) then
    redis.call('HDEL', account, 'capTrialRun')
    more = true
  end
  return more
end
