using System.Globalization;
using System.Text;

namespace BackendRules.Build;

/// <summary>
/// A generated backend in one compilation with known flows: every feature has an endpoint whose value gets through services, objects and containers to a
/// sink, the same way with a check on it, and a class of ordinary code. Lines that must be reported end with <c>// planted</c>; no other may be.
/// </summary>
internal static class PlantedBackend
{
    /// <summary>What a web project imports by itself, and the class that all features share.</summary>
    private const string Shared = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Authorization;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Mvc;

        namespace Shop;

        public sealed record Outcome<T>(T? Value, string? Problem)
        {
            public Outcome<TTo> Then<TTo>(Func<T, TTo> next) => Value is null ? new Outcome<TTo>(default, Problem) : new Outcome<TTo>(next(Value), null);
        }

        public static class Allowed
        {
            public static readonly HashSet<string> Names = new(StringComparer.Ordinal) { "id", "title", "price", "created" };
        }
        """;

    /// <summary>How values get from a request to a sink: what the rule is, and the code with <c>CHECK</c> where a value may be held against a list.</summary>
    private static readonly string[] s_shapes =
    [
        // A bound record, a service behind an interface, a list of conditions in a repository.
        """
        public sealed record FindN(string? Sort, int Page);
        public interface IStoreN { Task<int> CountAsync(FindN find, CancellationToken cancellation); }
        public sealed class StoreN(System.Data.Common.DbDataSource source) : IStoreN
        {
            public async Task<int> CountAsync(FindN find, CancellationToken cancellation)
            {
                var conditions = new List<string> { "Deleted = 0" };
                if (find.Sort is { } sort)
                    conditions.Add(sort + " IS NOT NULL");
                await using var command = source.CreateCommand();
                command.CommandText = "SELECT COUNT(*) FROM Items WHERE " + string.Join(" AND ", conditions); // MARK
                return Convert.ToInt32(await command.ExecuteScalarAsync(cancellation));
            }
        }
        public sealed class ServiceN(IStoreN store)
        {
            public Task<int> CountAsync(FindN find, CancellationToken cancellation) => store.CountAsync(find with { Page = Math.Max(find.Page, 1) }, cancellation);
        }
        [ApiController, Authorize, Route("n/N")]
        public sealed class EndpointN(ServiceN service) : ControllerBase
        {
            [HttpGet]
            public async Task<IActionResult> Count([FromQuery] FindN find, CancellationToken cancellation)
            {
                CHECK(find.Sort)
                return Ok(await service.CountAsync(find, cancellation));
            }
        }
        """,
        // A form in a dictionary, an iterator, an address.
        """
        public sealed class RelayN(HttpClient http)
        {
            private static IEnumerable<KeyValuePair<string, string>> Filled(Dictionary<string, string> all)
            {
                foreach (var pair in all)
                {
                    if (pair.Value.Length > 0)
                        yield return pair;
                }
            }
            public async Task<int> SendAsync(Dictionary<string, string> form, CancellationToken cancellation)
            {
                var sent = 0;
                foreach (var (_, host) in Filled(form))
                {
                    using var answer = await http.GetAsync($"https://{host}/ping", cancellation); // MARK
                    sent += answer.IsSuccessStatusCode ? 1 : 0;
                }

                return sent;
            }
        }
        [ApiController, Authorize, Route("n/N")]
        public sealed class EndpointN(RelayN relay) : ControllerBase
        {
            [HttpPost]
            public async Task<IActionResult> Send([FromForm] string target, CancellationToken cancellation)
            {
                CHECK(target)
                var form = new Dictionary<string, string> { ["target"] = target };
                return Ok(await relay.SendAsync(form, cancellation));
            }
        }
        """,
        // A minimal API, a wrapper with a function, a base class that asks its heirs.
        """
        public abstract class ReaderN
        {
            public async Task<string> ReadAsync(string name, CancellationToken cancellation)
            {
                var path = Locate(name);
                return await File.ReadAllTextAsync(path, cancellation); // MARK
            }
            protected abstract string Locate(string name);
        }
        public sealed class DiskReaderN : ReaderN
        {
            protected override string Locate(string name) => Path.Combine("/data/N", name + ".txt");
        }
        public static class MapN
        {
            public static void Map(WebApplication app)
            {
                app.MapGet("/n/N/{name}", async (string name, DiskReaderN reader, CancellationToken cancellation) =>
                {
                    CHECK(name)
                    var wanted = new Outcome<string>(name, null).Then(text => text.Trim());
                    return wanted.Value is null ? Results.NotFound() : Results.Text(await reader.ReadAsync(wanted.Value, cancellation));
                }).RequireAuthorization();
            }
        }
        """,
        // A header, a tuple, a local function, a builder, a process.
        """
        public sealed class ToolN
        {
            private static (string Name, string Arguments) Prepared(string folder)
            {
                var text = new System.Text.StringBuilder();
                text.Append("--in ").Append(folder).Append(" --quiet");
                return ("convert", text.ToString());
            }
            public int Run(string folder)
            {
                var (name, arguments) = Prepared(folder);
                return Start();

                int Start()
                {
                    using var process = System.Diagnostics.Process.Start(name, arguments); // MARK
                    process.WaitForExit(1000);
                    return process.HasExited ? process.ExitCode : -1;
                }
            }
        }
        [ApiController, Authorize, Route("n/N")]
        public sealed class EndpointN(ToolN tool) : ControllerBase
        {
            [HttpPost]
            public IActionResult Run([FromHeader(Name = "X-Folder")] string folder)
            {
                CHECK(folder)
                return Ok(tool.Run(folder));
            }
        }
        """,
        // An out parameter, an extension, a static memory, an expression over a document.
        """
        public static class TextN
        {
            public static bool TryTrimN(this string? text, out string trimmed)
            {
                trimmed = text?.Trim() ?? "";
                return trimmed.Length > 0;
            }
        }
        public sealed class CatalogN(System.Xml.XmlDocument document)
        {
            private string _last = "";
            public void Remember(string name) => _last = name;
            public string? Find() => document.SelectSingleNode("//item[@" + _last + "='1']")?.InnerText; // MARK
        }
        [ApiController, Authorize, Route("n/N")]
        public sealed class EndpointN(System.Xml.XmlDocument document) : ControllerBase
        {
            [HttpGet]
            public IActionResult Find(string? name)
            {
                if (!name.TryTrimN(out var trimmed))
                    return BadRequest();
                CHECK(trimmed)
                var catalog = new CatalogN(document);
                catalog.Remember(trimmed);
                return Ok(catalog.Find());
            }
        }
        """,
    ];

    /// <summary>The files of a backend of about so many lines.</summary>
    public static IReadOnlyList<(string Name, string Text)> Files(int lines)
    {
        var files = new List<(string, string)> { ("Shared.cs", Shared) };
        var written = Shared.Count(static c => c == '\n');
        for (var feature = 0; written < lines; feature++)
        {
            var text = Feature(feature);
            written += text.Count(static c => c == '\n');
            files.Add((string.Create(CultureInfo.InvariantCulture, $"Feature{feature}.cs"), text));
        }

        return files;
    }

    private static string Feature(int number)
    {
        var shape = s_shapes[number % s_shapes.Length];
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"namespace Shop.Feature{number};\n\n"));
        text.Append(Filled(shape, number * 2, isChecked: false)).Append("\n\n").Append(Filled(shape, number * 2 + 1, isChecked: true)).Append("\n\n").Append(Ordinary(number));
        return text.ToString();
    }

    private static string Filled(string shape, int number, bool isChecked)
    {
        var lines = shape.Split('\n').Select(line =>
        {
            var at = line.IndexOf("CHECK(", StringComparison.Ordinal);
            if (at < 0)
                return line.Replace("// MARK", isChecked ? "" : "// planted", StringComparison.Ordinal);
            if (!isChecked)
                return null;
            var value = line[(at + "CHECK(".Length)..line.LastIndexOf(')')];
            var refuse = shape.Contains("Results.", StringComparison.Ordinal) ? "return Results.BadRequest();" : "return BadRequest();";
            return $"{line[..at]}if (!Allowed.Names.Contains({value}!))\n{line[..at]}    {refuse}";
        });
        // A capital N that ends a name is its number.
        return System.Text.RegularExpressions.Regex.Replace(string.Join('\n', lines.Where(static line => line is not null)), @"(?<=[a-z/])N(?![a-z])", number.ToString(CultureInfo.InvariantCulture));
    }

    private static string Ordinary(int number) => string.Create(CultureInfo.InvariantCulture, $$"""
        public sealed record Item{{number}}(int Id, string Title, decimal Price, IReadOnlyList<string> Tags);

        public sealed class Prices{{number}}
        {
            private readonly Dictionary<string, decimal> _rates = new(StringComparer.Ordinal);

            public decimal Total(IEnumerable<Item{{number}}> items, string? region)
            {
                var total = 0m;
                foreach (var item in items)
                {
                    var price = item.Price;
                    if (item.Tags.Contains("reduced"))
                        price *= 0.9m;
                    else if (item.Tags.Count > {{number % 7}})
                        price += 1;
                    total += price;
                }

                return region is not null && _rates.TryGetValue(region, out var rate) ? total * rate : total;
            }

            public IReadOnlyList<Item{{number}}> Cheapest(IEnumerable<Item{{number}}> items, int most)
            {
                var chosen = new List<Item{{number}}>();
                foreach (var item in items.OrderBy(one => one.Price).ThenBy(one => one.Title, StringComparer.Ordinal))
                {
                    if (chosen.Count == most)
                        break;
                    chosen.Add(item with { Title = item.Title.Trim() });
                }

                return chosen;
            }

            public IDictionary<string, int> Words(IEnumerable<Item{{number}}> items)
            {
                var words = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
                foreach (var item in items)
                {
                    foreach (var word in item.Title.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    {
                        words.TryGetValue(word, out var count);
                        words[word] = count + 1;
                    }
                }

                return words;
            }

            public string Describe(Item{{number}} item) => item switch
            {
                { Price: > 1000 } => $"{item.Title} (dear)",
                { Tags.Count: 0 } => item.Title,
                { Title.Length: > 40 } => item.Title[..40] + "...",
                _ => $"{item.Title}: {string.Join(", ", item.Tags)}",
            };

            public void Rate(string region, decimal rate)
            {
                if (rate is <= 0 or > 3)
                    throw new ArgumentOutOfRangeException(nameof(rate));
                _rates[region] = rate;
            }
        }

        """);
}
