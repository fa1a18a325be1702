import type { Catalogue } from "../fill.ts";

/** What commander, which reads the command line, says itself. */
export const COMMAND_LINE: Catalogue = {
  "Usage:": "用法：",
  "Arguments:": "参数：",
  "Options:": "选项：",
  "Commands:": "命令：",
  "choices: {0}": "可选：{0}",
  "default: {0}": "默认：{0}",
  "preset: {0}": "不写值时：{0}",
  "error: option '{0}' argument '{1}' is invalid. {2}": "错误：选项 '{0}' 的值 '{1}' 无效。{2}",
  "error: command-argument value '{0}' is invalid for argument '{1}'. {2}": "错误：参数 '{1}' 的值 '{0}' 无效。{2}",
  "error: missing required argument '{0}'": "错误：缺少参数 '{0}'",
  "error: option '{0}' argument missing": "错误：选项 '{0}' 缺少值",
  "error: required option '{0}' not specified": "错误：没有给出必需的选项 '{0}'",
  "error: unknown option '{0}'": "错误：未知的选项 '{0}'",
  "error: unknown command '{0}'": "错误：未知的命令 '{0}'",
  "error: too many arguments for '{0}'. Expected {1} argument but got {2}.":
    "错误：'{0}' 的参数太多：应有 {1} 个，给出了 {2} 个。",
  "error: too many arguments for '{0}'. Expected {1} arguments but got {2}.":
    "错误：'{0}' 的参数太多：应有 {1} 个，给出了 {2} 个。",
  "(Did you mean {0}?)": "（您是不是指 {0}？）",
  "(Did you mean one of {0}?)": "（您是不是指 {0} 之一？）",
  "Allowed choices are {0}.": "可选：{0}。",
};
