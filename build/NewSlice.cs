namespace BackendRules.Build;

/// <summary>Stamps the four files of a new rule with the next free id of its family.</summary>
internal static class NewSlice
{
    public static int Run(Family family, string name, string title)
    {
        if (name.Length == 0 || !char.IsUpper(name[0]) || !name.All(char.IsLetterOrDigit))
        {
            Console.Error.WriteLine($"'{name}' can't name a rule; write a class name such as 'BlockingWait'.");
            return 2;
        }

        var taken = RuleList.All.Where(rule => rule.Family == family).Select(static rule => int.Parse(rule.Id[2..])).ToHashSet();
        var number = Enumerable.Range((int)family * 1000 + 1, 998).First(n => !taken.Contains(n));
        var id = $"BR{number:0000}";
        var slice = Path.Combine(Tree.Rules, family.ToString(), $"{id}.{name}");
        Write(slice + ".cs", Check(id, name, title));
        Write(slice + ".Fix.cs", Fix(id, name));
        Write(slice + ".md", Page(id, title));
        Write(Path.Combine(Tree.Specifications, family.ToString(), $"{id}.{name}.md"), Specification(id, name));
        return 0;
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text.ReplaceLineEndings("\n"));
        Console.WriteLine(Path.GetRelativePath(Tree.Root, path));
    }

    private static string Check(string id, string name, string title) => $$"""
        using Microsoft.CodeAnalysis;

        namespace BackendRules;

        /// <summary>{{id}}: say what the smell is.</summary>
        public sealed class {{name}} : Check
        {
            internal static readonly Rule Declared = new(
                "{{id}}",
                nameof({{name}}),
                "{{title}}",
                "'{0}' is wrong here; the way out",
                Level.Warning)
            {
                Profile = [],
            };

            public {{name}}()
                : base(Declared)
            {
            }

            public override void Start(Watch watch)
            {
                // watch.Call(members, (context, call) => context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), call.TargetMethod.Name)));
            }
        }

        """;

    private static string Fix(string id, string name) => $$"""
        using System.Collections.Immutable;
        using Microsoft.CodeAnalysis;
        using Microsoft.CodeAnalysis.CodeFixes;
        using Microsoft.CodeAnalysis.Editing;

        namespace BackendRules;

        [ExportCodeFixProvider(LanguageNames.CSharp)]
        public sealed class {{name}}Fix() : RuleFix("{{id}}")
        {
            protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
                ImmutableArray.Create(new Repair("Say what it does", "{{id}}"));

            protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
            {
                // One pass over all findings of the document.
            }
        }

        """;

    private static string Page(string id, string title) => $"""
        # {id} {title}

        ## Why

        ## Violation

        ## Fix

        ## What stays silent

        ## Options

        ## When to silence

        """;

    private static string Specification(string id, string name) => $"""
        # {id} {name}

        ## Fires on

        ## Stays silent on

        """;
}
