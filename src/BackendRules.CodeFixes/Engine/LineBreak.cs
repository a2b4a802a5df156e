using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Line breaks as the document writes them.</summary>
internal static class LineBreak
{
    public static SyntaxTrivia Of(SyntaxNode root)
    {
        foreach (var trivia in root.DescendantTrivia())
        {
            if (trivia.IsKind(SyntaxKind.EndOfLineTrivia))
                return trivia;
        }

        return SyntaxFactory.LineFeed;
    }

    /// <summary>A document that was written with Windows line breaks, with nothing else in it after a repair. The formatter would take those of the machine.</summary>
    public static async Task<Document> Keep(Document document, SyntaxNode original, CancellationToken cancellation)
    {
        var lineBreak = Of(original);
        if (lineBreak.ToString() != "\r\n")
            return document;
        var options = (await document.GetOptionsAsync(cancellation).ConfigureAwait(false)).WithChangedOption(FormattingOptions.NewLine, LanguageNames.CSharp, "\r\n");
        foreach (var annotation in new[] { Formatter.Annotation, SyntaxAnnotation.ElasticAnnotation })
            document = await Formatter.FormatAsync(document, annotation, options, cancellation).ConfigureAwait(false);
        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var lone = root.DescendantTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia) && trivia.ToString() == "\n").ToArray();
        return lone.Length == 0 ? document : document.WithSyntaxRoot(root.ReplaceTrivia(lone, (_, _) => SyntaxFactory.CarriageReturnLineFeed));
    }
}
