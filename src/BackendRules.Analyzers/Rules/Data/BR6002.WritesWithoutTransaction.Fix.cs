using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Opens a transaction before the first write of a block and commits it after the last; calls of Dapper and of MongoDB are handed it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class WritesWithoutTransactionFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_wrap = ImmutableArray.Create(new Repair("Open a transaction around the writes", "BR6002.wrap"));

    public WritesWithoutTransactionFix()
        : base("BR6002")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Plan.Of(model, root, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : s_wrap;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
            Plan.Of(editor.SemanticModel, editor.OriginalRoot, finding, cancellation)?.Apply(editor);
    }

    private sealed record Plan(StatementSyntax First, StatementSyntax Last, IReadOnlyList<InvocationExpressionSyntax> Calls, string On, DataStore Store, bool Opens, string Cancellation)
    {
        private static readonly string[] Names = ["transaction", "session"];

        public static Plan? Of(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
        {
            var calls = new List<InvocationExpressionSyntax>();
            if (finding.Properties.ContainsKey(WritesWithoutTransaction.Apart))
                return null;
            foreach (var location in finding.AdditionalLocations)
            {
                if (root.FindNode(location.SourceSpan, getInnermostNodeForTie: true) is InvocationExpressionSyntax call)
                    calls.Add(call);
            }

            if (calls.Count < 2 || model.GetOperation(calls[0], cancellation) is not Microsoft.CodeAnalysis.Operations.IInvocationOperation first || DataCall.Of(first) is not { On: { } through, Store: DataStore.EntityFramework or DataStore.Dapper or DataStore.Mongo } data)
                return null;
            var on = LocalValues.Bare(through);
            if (Shared(calls) is not { } block || calls.Any(static call => call.Parent is not AwaitExpressionSyntax) || !on.Type.IsOrInherits(data.Store switch
            {
                DataStore.Dapper => "System.Data.Common.DbConnection",
                DataStore.Mongo => "MongoDB.Driver.IMongoCollection`1",
                _ => "Microsoft.EntityFrameworkCore.DbContext",
            }))
                return null;
            var begin = In(block, calls[0]);
            var end = In(block, calls[calls.Count - 1]);
            var between = block.Statements.Where(s => s.SpanStart >= begin.SpanStart && s.SpanStart <= end.SpanStart).ToArray();
            // What leaves between would roll the first write back; what a declaration declares must stay visible.
            if (between.Any(static s => s.DescendantNodesAndSelf().Any(static n => n is ReturnStatementSyntax)) || Names.Any(name => model.LookupSymbols(block.SpanStart, name: name).Length > 0)
                || block.DescendantNodes().OfType<VariableDeclaratorSyntax>().Any(static v => Names.Contains(v.Identifier.ValueText)))
                return null;
            var isOpened = block.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(static call => call.Expression.ToString() is var text && (text.Contains(".Open") || text.StartsWith("Open", StringComparison.Ordinal)));
            return new(begin, end, calls, on.Syntax.ToString(), data.Store, data.Store == DataStore.Dapper && !isOpened, Token(calls[0], model, cancellation));
        }

        public void Apply(DocumentEditor editor)
        {
            var indent = Indent.Of(First);
            var target = Store == DataStore.EntityFramework ? On + ".Database" : On;
            var statements = new List<SyntaxNode>();
            if (Opens)
                statements.Add(Statement($"await {On}.OpenAsync({Cancellation});"));
            if (Store == DataStore.Mongo)
            {
                statements.Add(Statement($"using var session = await {On}.Database.Client.StartSessionAsync({(Cancellation.Length == 0 ? "" : "cancellationToken: " + Cancellation)});"));
                statements.Add(Statement("session.StartTransaction();"));
            }
            else
            {
                statements.Add(Statement($"await using var transaction = await {target}.BeginTransactionAsync({Cancellation});"));
            }

            statements[0] = statements[0].WithLeadingTrivia(First.GetLeadingTrivia());
            for (var i = 1; i < statements.Count; i++)
                statements[i] = statements[i].WithLeadingTrivia(indent);
            editor.InsertBefore(First, statements);
            editor.InsertAfter(Last, Statement(Store == DataStore.Mongo ? $"await session.CommitTransactionAsync({Cancellation});" : $"await transaction.CommitAsync({Cancellation});").WithLeadingTrivia(indent));
            if (Store != DataStore.EntityFramework)
            {
                foreach (var call in Calls)
                    editor.ReplaceNode(call, (node, _) => Store == DataStore.Mongo ? Session((InvocationExpressionSyntax)node) : Joined((InvocationExpressionSyntax)node));
            }

            editor.ReplaceNode(First, (node, _) => node.WithLeadingTrivia(indent));
        }

        private static SyntaxNode Session(InvocationExpressionSyntax call) =>
            call.WithArgumentList(call.ArgumentList.WithArguments(call.ArgumentList.Arguments.Insert(0, SyntaxFactory.Argument(SyntaxFactory.IdentifierName("session")))).WithAdditionalAnnotations(Formatter.Annotation));

        private static SyntaxNode Joined(InvocationExpressionSyntax call)
        {
            var isThird = call.ArgumentList.Arguments.Count == 2 && call.ArgumentList.Arguments.All(static a => a.NameColon is null);
            var argument = SyntaxFactory.Argument(SyntaxFactory.IdentifierName("transaction"));
            return call.AddArgumentListArguments(isThird ? argument : argument.WithNameColon(SyntaxFactory.NameColon("transaction")));
        }

        private static StatementSyntax Statement(string text) =>
            SyntaxFactory.ParseStatement(text).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation);

        /// <summary>The innermost block that holds all writes.</summary>
        private static BlockSyntax? Shared(List<InvocationExpressionSyntax> calls)
        {
            var block = calls[0].FirstAncestorOrSelf<BlockSyntax>();
            while (block is not null && !calls.TrueForAll(call => block.Span.Contains(call.Span)))
                block = block.Parent?.FirstAncestorOrSelf<BlockSyntax>();
            return block is { Parent: BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or TryStatementSyntax or UsingStatementSyntax or BlockSyntax } ? block : null;
        }

        private static StatementSyntax In(BlockSyntax block, SyntaxNode node) => block.Statements.First(statement => statement.Span.Contains(node.Span));

        private static string Token(SyntaxNode place, SemanticModel model, CancellationToken cancellation)
        {
            for (SyntaxNode? node = place; node is not null; node = node.Parent)
            {
                if (node is not (MethodDeclarationSyntax or ParenthesizedLambdaExpressionSyntax or LocalFunctionStatementSyntax))
                    continue;
                foreach (var parameter in node.DescendantNodes().OfType<ParameterSyntax>())
                {
                    if (model.GetDeclaredSymbol(parameter, cancellation) is IParameterSymbol symbol && symbol.Type.Is("System.Threading.CancellationToken"))
                        return symbol.Name;
                }

                return "";
            }

            return "";
        }
    }
}
