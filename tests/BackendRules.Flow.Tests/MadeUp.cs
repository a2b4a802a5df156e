namespace BackendRules.Flow.Tests;

/// <summary>A library that nobody has, and what the models say of it.</summary>
internal static class MadeUp
{
    public const string Library = """
        using System;
        using System.Collections.Generic;
        namespace BackendRules
        {
            public sealed class TaintSourceAttribute : Attribute { public TaintSourceAttribute(params string[] kinds) { } }
            public sealed class TaintSinkAttribute : Attribute { public TaintSinkAttribute(params string[] kinds) { } }
            public sealed class SanitizesAttribute : Attribute { public SanitizesAttribute(params string[] kinds) { } }
            public sealed class UntaintedAttribute : Attribute { }
        }
        namespace FluentValidation { public class ValidationException : Exception { public ValidationException(string message) : base(message) { } } }
        namespace Microsoft.AspNetCore.Http { public class BadHttpRequestException : Exception { } }
        namespace Ardalis.GuardClauses { public class NotFoundException : Exception { } }
        namespace Volo.Abp { public class BusinessException : Exception { } public class UserFriendlyException : Exception { } }
        namespace Abp.UI { public class UserFriendlyException : Exception { } }
        namespace Cloud { public class NotFoundException : Exception { } public class ValidationException : Exception { } }
        namespace Lib
        {
            public static class Web
            {
                public static string Input(string name) => name; public static Dto Body() => new(); public static List<string> Many() => new();
                public static string Query { get; set; }
                public static void Read(byte[] buffer) { }
                public static bool TryRead(string name, out string value) { value = name; return true; }
                public static string Of(object request) => "";
            }
            public class Dto { public string Name { get; set; } public Dto Inner { get; set; } public int Count { get; set; } public List<string> Tags { get; set; } public string this[string key] { get => key; set { } } }
            public class Request { public string Path { get; set; } public string Host { get; } public Files Files { get; } = new(); public Cookies Cookies { get; } = new(); public bool IsLocal { get; } }
            public class Files { public int Count => 0; public string First { get; } }
            public class Cookies { public string this[string name] => name; }
            public static class Db { public static void Run(string sql) { } public static void Fetch(string url) { } public static void Move(string url) { } public static void File(string path) { } public static void Go(object what) { } public static void ExecuteRaw(string sql) { } }
            public static class Safe { public static string Quote(string text) => text; public static string Encode(string text, string mode = "html") => text; public static bool Check(string text) => true; public static bool Valid(Dto dto) => true; public static string Unknown(string text) => ""; }
            public static class HeaderNames { public static readonly string SetCookie = "Set-Cookie"; public static readonly string Accept = "Accept"; }
            [Flags] public enum Modes { None, Read, Write, Both, Append = 4 }
            public class Command
            {
                public Command() { } public Command(string text) { } public string Text { get; set; } public List<string> Parts { get; } = new();
                public string this[string name] { get => name; set { } }
                public Command With(string text) => this; public string Build() => ""; public void Send(string text, string type = "text/plain") { } public void Send(byte[] data, string type) { } public void Open(string text, Modes mode) { } public void Header(string name, string value) { }
                public static implicit operator Command(string text) => new(text);
            }
            public class Page { public void Write(string text) { } public Page Show(string text) => this; public string Shown => ""; }
            public class Box<T> { public T Item { get; set; } public R Open<R>(Func<T, R> with) => with(Item); public void Each(Action<T> with) => with(Item); public Box<T> Fill(Func<T> with) => this; public Box<T> Tap(Action with) => this; public R Pair<R>(Func<T, R> first, Func<T, R> second) => second(default); }
            public class LibraryException : Exception { public LibraryException(string message) : base(message) { } }
        }
        """;

    public const string Models = """
        source remote Lib.Web.{Input,Body,Many} "the request"
        sink sql Lib.Db.Run(sql)
        sink ssrf Lib.Db.Fetch(url)
        sink path Lib.Db.File(path)
        sink sql Lib.Db.Execute*(sql)
        sink ldap,html,xpath,header,log,redirect Lib.Db.Go(what)
        source remote Lib.Web.Query
        source remote Lib.Web.Read(buffer[*]) "what is read"
        source remote Lib.Web.TryRead(value)
        source remote Lib.Web.Of
        source remote Lib.Request.{Path,Host} "the address"
        source remote Lib.Files.First
        source remote Lib.Cookies.this[]
        source file System.IO.IOException.catch
        guard path Lib.Files.Count(this)
        guard sql Lib.Safe.Check(text) when false
        pass Lib.Safe.Encode
        clean html Lib.Safe.Encode(return) when mode is "html"
        clean sql Lib.Safe.Encode(return) when mode starts "sql"
        sink sql Lib.Command.new(text)
        sink sql Lib.Command.Text
        sink sql Lib.Command.Parts(value[*])
        sink header Lib.Command.this[](value) when name is "Location|Refresh"
        sink html Lib.Command.Send(text) when type contains "html"
        sink log Lib.Command.Send(text) when type lacks "html"
        sink html Lib.Page.Write(text) when beside is "text/html"
        pass Lib.Page.Show(text -> this)
        pass Lib.Page.Shown(this -> return)
        pass Lib.Command.With(text -> this)
        pass Lib.Command.Build
        pass System.Text.Encoding.GetString
        pass Lib.Box.Open(this.Item -> with.0, with.return -> return)
        pass Lib.Box.Each(this.Item -> with.0)
        pass Lib.Box.Fill(with.return -> this.Item)
        pass Lib.Box.Tap(this -> return)
        pass Lib.Box.Pair(this.Item -> first.0, second.return -> return)
        sink path Lib.Command.Open(text) when mode contains "Write"
        sink header Lib.Command.Header(value) when name is "Set-Cookie"
        guard sql Lib.Safe.Valid(dto)
        clean log System.String.Replace when oldValue is "\n"
        clean xpath System.String.Replace when newValue is ""
        pass System.Threading.Channels.ChannelWriter.TryWrite(item -> this[*])
        pass System.Threading.Channels.ChannelReader.TryRead(this[*] -> item)
        pass System.Threading.Tasks.TaskCompletionSource.SetResult(result -> this)
        pass System.String.Replace
        clean path-upward System.String.Replace when oldValue is ".."
        clean path-separated System.String.Replace when oldValue is "/"
        guard path-upward System.String.Contains(this) when value is ".." when false
        guard path-separated System.String.Contains(this) when value is "/" when false
        clean sql Lib.Safe.Quote
        clean unresolved-path System.IO.Path.GetFullPath
        clean path System.IO.Path.GetFileName
        guard sql System.Uri.IsWellFormedUriString(uriString)
        guard ssrf System.Uri.{Host,IdnHost}(this)
        pass System.Uri.{Host,IdnHost,AbsoluteUri,OriginalString,ToString,GetLeftPart}
        pass System.Uri.new
        sink redirect Lib.Db.Move(url)
        guard redirect-rooted System.String.StartsWith(this) when value is "/"
        guard redirect-network System.String.StartsWith(this) when value is "//" when false
        guard redirect-backslash System.String.StartsWith(this) when value is "/b" when false
        guard * System.Int32.TryParse(s)
        guard * System.String.IsNullOrEmpty(value)
        pass System.Collections.Generic.ICollection.{Add,Push}(item -> this[*])
        pass System.Collections.Generic.List.AddRange(collection[*] -> this[*])
        pass System.Collections.Generic.{Dictionary,List,HashSet}.GetEnumerator(this -> return)
        pass System.Collections.Generic.IEnumerable.GetEnumerator(this -> return)
        pass System.Collections.Generic.IEnumerator.Current(this[*] -> return)
        pass System.Collections.Generic.List+Enumerator.Current(this[*] -> return)
        pass System.Collections.Generic.Dictionary.TryGetValue(this[*] -> value)
        pass System.Collections.Generic.Dictionary.Add(value -> this[*])
        pass System.Collections.Generic.Stack.Push(item -> this[*])
        pass System.Collections.Generic.Queue.Enqueue(item -> this[*])
        pass System.Collections.Concurrent.ConcurrentDictionary.{TryAdd,TryGetValue}(value -> this[*], this[*] -> value)
        pass System.Collections.Concurrent.ConcurrentQueue.{Enqueue,TryDequeue}(item -> this[*], this[*] -> result)
        pass System.Lazy.new(valueFactory.return -> this)
        pass System.Text.StringBuilder.{Append,AppendLine,Insert}(value -> this)
        pass System.Text.StringBuilder.{Append,AppendLine}(handler -> this)
        pass System.Text.StringBuilder.ToString(this -> return)
        pass System.String.Join(values[*] -> return, value[*] -> return)
        pass System.Linq.Enumerable.{Select,SelectMany}(source[*] -> selector.0, selector.return -> return[*])
        pass System.Linq.Enumerable.{Where,OrderBy,ToList,ToArray,Skip,Take,Reverse,Intersect}(source -> return, first -> return, source[*] -> predicate.0)
        pass System.Linq.Enumerable.{First,FirstOrDefault,Single,Last}(source[*] -> return, source[*] -> predicate.0)
        pass System.Linq.Enumerable.Aggregate(source[*] -> func.1, func.return -> return, source[*] -> return)
        """;
}
