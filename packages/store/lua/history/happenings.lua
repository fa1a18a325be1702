-- What happened to generations, for the series of lua/history/add-history.lua. Included by scripts.
--
-- key_of.happenings is a LIST of '<what>|<ms>|<tenant>|<batch>|<model>|<account>|...': it is written in the step in
-- which things happen, and taken off every few seconds by one worker of the fleet. Where none runs the oldest go.
--
--   c|...|<count>                                  submitted
--   m|...|<millionths>|<ms since the poll before>  its task was done, or it was charged
--   e|...|<state>|<code>|<polls>|<stage of a failure>|<1: doubted>|<created>|<submitted>|<accepted>|<generated>  ended,
--                                                  times in ms

-- Some 2 MB.
local MOST_HAPPENINGS = 20000

-- The model of a request. A quote within a text of JSON has a backslash, so that no prompt looks like this.
local function model_in(request)
  return string.match(request or '', '"model":"([^"|]*)"') or ''
end

local function happening(what, now, tenant, batch, model, account, ...)
  local head = { what, string.format('%.0f', now), tenant or '', batch, model, account or '', ... }
  return table.concat(head, '|')
end

local function note_happenings(happenings)
  if #happenings > 0 and redis.call('RPUSH', key_of.happenings, unpack(happenings)) > MOST_HAPPENINGS then
    redis.call('LTRIM', key_of.happenings, -MOST_HAPPENINGS, -1)
  end
end
